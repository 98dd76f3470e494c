/** What a program can ask of a disk. `stat` is both the path's and the handle's. */
export type OperationKind =
  | "open"
  | "read"
  | "write"
  | "stat"
  | "truncate"
  | "datasync"
  | "sync"
  | "close"
  | "rename"
  | "unlink"
  | "readdir"
  | "mkdir";

/** Both ways to make something durable: for faults that should hit whichever is called. */
export const ANY_SYNC: readonly OperationKind[] = ["sync", "datasync"];

/** One call of a program, before it is known how it ends. Paths are absolute. */
export interface Operation {
  readonly kind: OperationKind;
  readonly path: string;
  /** The new name, of a rename. */
  readonly to?: string;
  /** Of an open. */
  readonly flags?: string;
  /** Bytes asked for by a read or write; the new size, of a truncate. */
  readonly size?: number;
  /** Where a read or write starts; set by the time it is done. */
  offset?: number;
}

/** A line of the disk's log: an operation that was done, and how it ended. */
export interface LoggedOperation {
  /** Counts from 1 for each disk. */
  readonly number: number;
  readonly operation: Operation;
  /** The call as text, such as `write(/wal/log, 48 bytes at 64)`. */
  readonly call: string;
  /** `"ok"`, a number of bytes, or an error's code. */
  readonly result: string;
  /** Virtual time when it was done. */
  readonly timeMs: number;
}

/** The call as text, such as `write(/wal/log, 48 bytes at 64)`. */
export function describeOperation(operation: Operation): string {
  const { kind, path, to, flags, size, offset } = operation;
  if (kind === "read" || kind === "write") {
    const where = offset === undefined ? "" : ` at ${offset}`;
    return `${kind}(${path}, ${size} bytes${where})`;
  }
  const last = to ?? flags ?? size;
  return last === undefined ? `${kind}(${path})` : `${kind}(${path}, ${last})`;
}

/** Text is made only when it is read: most disks of an exploration are never looked at. */
export class OperationLine implements LoggedOperation {
  readonly number: number;
  readonly operation: Operation;
  readonly timeMs: number;
  result = "ok";

  constructor(number: number, operation: Operation, timeMs: number) {
    this.number = number;
    this.operation = operation;
    this.timeMs = timeMs;
  }

  get call(): string {
    return describeOperation(this.operation);
  }
}
