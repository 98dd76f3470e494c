import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CheckResult } from "../report/report.ts";
import { factsOfTypeCheck } from "../suites/type-check.ts";
import type { Compilation } from "./compiler.ts";
import { typeChecksOf } from "./suite-files.ts";

const PROGRAM = fileURLToPath(new URL("./compiler-process.ts", import.meta.url));
const MEMORY_LIMIT = "--max-old-space-size=512";

/**
 * Asks the compiler, in a process that may be killed and is started anew when next needed. It answers
 * one at a time; whoever else asks waits.
 */
export class CompilerClient {
  readonly #limitMs: number;
  #process: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param limitMs how long one compilation may take, start-up included. */
  constructor(limitMs = 60_000) {
    this.#limitMs = limitMs;
  }

  /** Compiles a day of the submission in `directory`. A compiler that dies or hangs is a time-out. */
  compile(directory: string, day: number): Promise<Compilation> {
    const compilation = this.#last.then(() => this.#compile(directory, day));
    this.#last = compilation.catch(() => undefined);
    return compilation;
  }

  close(): void {
    this.#process?.kill("SIGKILL");
  }

  async #compile(directory: string, day: number): Promise<Compilation> {
    const compiler = this.#start();
    const ended = new AbortController();
    const deadline = setTimeout(() => compiler.kill("SIGKILL"), this.#limitMs);
    try {
      compiler.send({ directory, day });
      const answer = once(compiler, "message", { signal: ended.signal });
      const death = once(compiler, "exit", { signal: ended.signal });
      const [first] = await Promise.race([answer, death]);
      return isCompilation(first) ? first : this.#gaveUp(day);
    } finally {
      clearTimeout(deadline);
      ended.abort();
    }
  }

  #start(): ChildProcess {
    if (this.#process?.connected) return this.#process;
    const execArgv = [MEMORY_LIMIT, "--import", import.meta.resolve("tsx")];
    this.#process = fork(PROGRAM, { execArgv, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    this.#process.unref();
    this.#process.channel?.unref();
    return this.#process;
  }

  #gaveUp(day: number): Compilation {
    this.#process = undefined;
    const message = `The compiler gave no answer within ${this.#limitMs / 1000} s.`;
    const checks = typeChecksOf(day).map((check): CheckResult => {
      const result = { ...factsOfTypeCheck(check), message, frames: [], durationMs: 0 };
      return { ...result, verdict: "timeout" };
    });
    return { checks, problems: [{ where: "src", message }] };
  }
}

function isCompilation(answer: unknown): answer is Compilation {
  return typeof answer === "object" && answer !== null && "checks" in answer;
}
