import type { VirtualClock } from "./clock.ts";
import { type FaultEffect, Faults } from "./faults.ts";
import {
  type LoggedOperation,
  type Operation,
  type OperationKind,
  OperationLine,
} from "./operation-log.ts";
import { Refusal, SystemError } from "./system-error.ts";

/**
 * Microseconds that each operation costs: the disk of the chapters. A sync dwarfs the rest, so a
 * log that syncs each record makes just under 200 a second.
 */
export const DEFAULT_COSTS_US: Readonly<Record<OperationKind, number>> = {
  open: 20,
  read: 10,
  write: 10,
  stat: 5,
  truncate: 10,
  datasync: 5000,
  sync: 5000,
  close: 5,
  rename: 20,
  unlink: 20,
  readdir: 20,
  mkdir: 20,
};

/** Decides when an operation may take effect: the disk waits for what it gives. */
export type Scheduler = (operation: Operation) => Promise<void>;

/** What happens to an operation when its turn comes. */
export interface Turn {
  readonly number: number;
  readonly fault: FaultEffect | undefined;
}

/** The names that a failing call was given, for its error. */
export interface GivenNames {
  readonly path?: string;
  readonly dest?: string;
}

const SYSCALLS: Partial<Record<OperationKind, string>> = {
  truncate: "ftruncate",
  datasync: "fdatasync",
  sync: "fsync",
  readdir: "scandir",
};

/** The error that a call of this kind fails with. */
export function systemError(code: string, kind: OperationKind, given?: GivenNames): SystemError {
  const syscall = kind === "stat" && given === undefined ? "fstat" : (SYSCALLS[kind] ?? kind);
  return new SystemError(code, syscall, given?.path, given?.dest);
}

/** Takes each call through its turn: scheduler, listeners, faults, effect, log and clock. */
export class CallRunner {
  readonly clock: VirtualClock;
  readonly faults = new Faults();
  readonly log: LoggedOperation[] = [];
  readonly listeners = new Set<(operation: Operation) => void>();
  scheduler: Scheduler | undefined;
  /** What a sync waits for before it takes effect. */
  beforeSync: (() => Promise<void>) | undefined;
  readonly #limit: number;
  readonly #costsUs: Readonly<Record<OperationKind, number>>;

  constructor(
    clock: VirtualClock,
    limit = 1_000_000,
    costsUs?: Partial<Record<OperationKind, number>>,
  ) {
    this.clock = clock;
    this.#limit = limit;
    this.#costsUs = costsUs === undefined ? DEFAULT_COSTS_US : { ...DEFAULT_COSTS_US, ...costsUs };
  }

  /**
   * Waits for the operation's turn, then does it. Effects are synchronous, so turns never overlap.
   */
  async perform<Result>(
    operation: Operation,
    effect: (turn: Turn) => Result,
    given?: GivenNames,
  ): Promise<Result> {
    await this.scheduler?.(operation);
    if (isSync(operation)) await this.beforeSync?.();
    if (this.log.length >= this.#limit) throw systemError("EDQUOT", operation.kind, given);
    for (const listener of this.listeners) listener(operation);
    this.clock.spend(this.#costsUs[operation.kind]);
    const line = new OperationLine(this.log.length + 1, operation, this.clock.now());
    this.log.push(line);
    try {
      const result = this.#effect(line, effect);
      line.result = describeResult(result);
      return result;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      line.result = error.code;
      throw systemError(error.code, operation.kind, given);
    } finally {
      if (this.scheduler === undefined) this.clock.fireDue();
    }
  }

  #effect<Result>(line: OperationLine, effect: (turn: Turn) => Result): Result {
    const { operation, number } = line;
    const fault = this.faults.strike(operation, number);
    const doesSomethingFirst =
      operation.kind === "close" ||
      (operation.kind === "write" && fault?.kind === "error" && fault.afterBytes !== undefined);
    if (fault?.kind === "error" && !doesSomethingFirst) throw new Refusal(fault.code ?? "EIO");
    return effect({ number, fault });
  }
}

function isSync({ kind }: Operation): boolean {
  return kind === "sync" || kind === "datasync";
}

function describeResult(result: unknown): string {
  if (typeof result !== "object" || result === null) return "ok";
  if ("bytesRead" in result) return `${result.bytesRead} bytes`;
  if ("bytesWritten" in result) return `${result.bytesWritten} bytes`;
  return "size" in result ? `size ${result.size}` : "ok";
}
