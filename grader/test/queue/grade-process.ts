import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { COURSE_ROOT } from "../../src/course/course.ts";

const PROGRAM = join(COURSE_ROOT, "grader/test/queue/program.ts");
const TSX_TSCONFIG_PATH = join(COURSE_ROOT, "grader/tsconfig.json");

/** A process of the queue, and what it has printed so far. It ends with the one that started it. */
export class GradeProcess {
  readonly child: ChildProcess;
  /** Both streams, as they came. */
  output = "";
  readonly #exit: Promise<unknown[]>;

  constructor(args: readonly string[], program: string = PROGRAM) {
    this.child = spawn(process.execPath, ["--import", "tsx", program, ...args], {
      cwd: COURSE_ROOT,
      env: { ...process.env, TSX_TSCONFIG_PATH, NO_COLOR: "1" },
    });
    this.#exit = once(this.child, "exit");
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
      });
    }
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** The exit code, when it has ended. */
  async ended(): Promise<number | null> {
    const [code] = await this.#exit;
    return code as number | null;
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }
}
