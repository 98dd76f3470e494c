import { SandboxError, StudentTimeout } from "./errors.ts";
import type { CommandLine } from "./layers/layer.ts";
import { StudentProcess } from "./student-process.ts";
import { trusted } from "./trusted-timers.ts";

/** How processes are started, and when no more are. */
export interface SupplyOptions {
  readonly commandLine: CommandLine;
  readonly callLimitMs: number;
  readonly startLimitMs: number;
  readonly maxTimeouts: number;
  readonly spare: boolean;
}

/** A process that ends takes one check along; one that always ends need not be tried for each. */
const MAX_DEATHS = 4;

/**
 * Has a process running, and another ready in case that it dies. Once `maxTimeouts` were killed for
 * slowness, or more than {@link MAX_DEATHS} ended in any way, the circuit is open: there are no more.
 */
export class ProcessSupply {
  /** All that were started, dead or alive, in their order. */
  readonly all: StudentProcess[] = [];
  readonly #options: SupplyOptions;
  #current: StudentProcess | undefined;
  #spare: StudentProcess | undefined;
  #timeouts = 0;
  #deaths = 0;
  #state: "open" | "closed" = "open";

  constructor(options: SupplyOptions) {
    this.#options = options;
  }

  /** The process that runs: the same as before while it lives, then the spare, then a new one. */
  async get(): Promise<StudentProcess> {
    this.#assertUsable();
    if (!this.#current || this.#current.end) {
      this.#current = this.#spare && !this.#spare.end ? this.#spare : this.#start();
      this.#spare = undefined;
    }
    const process = this.#current;
    try {
      await process.ready;
    } catch (cause) {
      throw new SandboxError("SANDBOX_START", `No start: ${process.output.trim()}`, { cause });
    }
    if (this.#options.spare && this.#state === "open") this.#spare ??= this.#start();
    return process;
  }

  /** Ends all processes, for good. */
  async close(): Promise<void> {
    this.#state = "closed";
    const reason = new SandboxError("SANDBOX_CLOSED", "The sandbox is closed.");
    for (const process of this.all) process.kill(reason);
    await Promise.all(this.all.map((process) => process.exited()));
  }

  #assertUsable(): void {
    if (this.#state === "closed")
      throw new SandboxError("SANDBOX_CLOSED", "The sandbox is closed.");
    if (this.#timeouts >= this.#options.maxTimeouts) {
      const message = `${this.#timeouts} calls ran into their limit; no more are tried.`;
      throw new SandboxError("SANDBOX_CIRCUIT_OPEN", message);
    }
    if (this.#deaths <= MAX_DEATHS) return;
    const message = `${this.#deaths} processes ended; no more are tried.`;
    throw new SandboxError("SANDBOX_EXHAUSTED", message);
  }

  #start(): StudentProcess {
    const { commandLine, callLimitMs, startLimitMs } = this.#options;
    const process = new StudentProcess(commandLine, callLimitMs, (reason) => {
      trusted.clearTimeout(timer);
      if (reason instanceof StudentTimeout) this.#timeouts += 1;
      if (this.#state === "open") this.#deaths += 1;
    });
    const late = new SandboxError("SANDBOX_START", `No start within ${startLimitMs} ms.`);
    const timer = trusted.setTimeout(() => process.kill(late), startLimitMs);
    process.ready.then(
      () => trusted.clearTimeout(timer),
      () => {},
    );
    this.all.push(process);
    return process;
  }
}
