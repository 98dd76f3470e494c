import { io, type WalRecord } from "@wal-labs/checksum";
import { type FileSystem, nodeFs, WalError } from "@wal-labs/core";
import {
  type BatchOutcome,
  type Checkpoint,
  SegmentedLog,
  type SegmentedLogOptions,
  type SegmentHandler,
  type SegmentInfo,
  type SegmentPosition,
} from "@wal-labs/rotation";
import { acquireLock, type Lock, type LockOptions } from "./flags.ts";
import { makeQueue } from "./queue.ts";
import type { SharedLog } from "./shared-log.ts";

/** How to open a {@link ConcurrentLog}. */
export type ConcurrentLogOptions = SegmentedLogOptions & LockOptions;

type Doorkeeper = ReturnType<typeof makeDoorkeeper>;

/** Lets callers in until the door is shut, one by one or beside the others. */
function makeDoorkeeper(log: SegmentedLog, lock: Lock) {
  const queue = makeQueue();
  let beside: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  const refusal = () => Promise.reject(new WalError("WAL_CLOSED", "The log has been closed."));

  const shut = async () => {
    await Promise.all([queue.drained(), beside]);
    const ends = [
      ...(await Promise.allSettled([log.close()])),
      ...(await Promise.allSettled([lock.release()])),
    ];
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  };

  return {
    inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
      return closing ? refusal() : queue.run(task);
    },
    atOnce<Result>(task: () => Promise<Result>): Promise<Result> {
      if (closing) return refusal();
      const result = task();
      beside = Promise.allSettled([beside, result]);
      return result;
    },
    close(): Promise<void> {
      closing ??= shut();
      return closing;
    },
  };
}

/** A log that any number of callers use at once, and only one process. */
export class ConcurrentLog implements SharedLog {
  readonly #log: SegmentedLog;
  readonly #door: Doorkeeper;

  private constructor(log: SegmentedLog, lock: Lock) {
    this.#log = log;
    this.#door = makeDoorkeeper(log, lock);
  }

  /**
   * Locks a directory, which is created if it is missing, and opens the log in it.
   *
   * @throws a `WalError` `WAL_LOCKED` when someone alive has it open; else as `SegmentedLog.open`. The
   * directory is not locked then.
   */
  static async open(directory: string, options: ConcurrentLogOptions = {}): Promise<ConcurrentLog> {
    await io("create the directory", makeDirectory(options.fs ?? nodeFs, directory));
    const lock = await acquireLock(directory, options);
    const opening = SegmentedLog.open(directory, options);
    const log = await opening.catch(async (error: unknown) => {
      await Promise.allSettled([lock.release()]);
      throw error;
    });
    return new ConcurrentLog(log, lock);
  }

  get lastSequence(): number {
    return this.#log.lastSequence;
  }

  get segments(): readonly SegmentInfo[] {
    return this.#log.segments;
  }

  get checkpoint(): Checkpoint {
    return this.#log.checkpoint;
  }

  append(record: WalRecord): Promise<SegmentPosition> {
    return this.#door.inTurn(() => this.#log.append(record));
  }

  async appendBatch(records: readonly WalRecord[]): Promise<readonly SegmentPosition[]> {
    return this.#door.inTurn(async () => {
      const [outcome] = await this.#log.appendAll([records]);
      if (outcome?.status === "fulfilled") return outcome.value;
      throw outcome?.reason;
    });
  }

  appendAll(
    batches: readonly (readonly WalRecord[])[],
    options: { readonly durable?: boolean } = {},
  ): Promise<BatchOutcome[]> {
    return this.#door.inTurn(() => this.#log.appendAll(batches, options));
  }

  sync(): Promise<void> {
    return this.#door.inTurn(() => this.#log.sync());
  }

  rotate(): Promise<void> {
    return this.#door.inTurn(() => this.#log.rotate());
  }

  replay(handler: SegmentHandler, options: { readonly after?: number } = {}): Promise<void> {
    return this.#door.inTurn(() => this.#log.replay(handler, options));
  }

  setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    return this.#door.inTurn(() => this.#log.setCheckpoint(changes));
  }

  async clean(): Promise<string[]> {
    return this.#door.atOnce(() => this.#log.clean());
  }

  close(): Promise<void> {
    return this.#door.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#door.close();
  }
}

async function makeDirectory(fs: FileSystem, directory: string): Promise<void> {
  try {
    await fs.mkdir(directory);
  } catch (error) {
    if ((error as { code?: unknown }).code !== "EEXIST") throw error;
  }
}
