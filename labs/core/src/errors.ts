/**
 * What went wrong, for programs. Codes never change; messages may.
 *
 * | code | meaning |
 * | --- | --- |
 * | `WAL_IO` | the file system failed; `cause` is its error |
 * | `WAL_CORRUPTED` | bytes on disk are not what was written |
 * | `WAL_CHECKSUM_MISMATCH` | a checksum does not match its bytes |
 * | `WAL_UNSUPPORTED` | well-formed, but of a type or version this code does not know |
 * | `WAL_TOO_LARGE` | a record over the size limit; nothing was allocated or written |
 * | `WAL_INVALID_ARGUMENT` | the caller's mistake |
 * | `WAL_CLOSED` | the log is closed |
 * | `WAL_FAILED` | an earlier write or sync failed, so this handle acknowledges nothing more (O7) |
 * | `WAL_LOCKED` | somebody else has the log open |
 * | `WAL_CONFLICT` | another transaction was first; begin again |
 * | `WAL_BUSY` | too much waits to be written already; try again later |
 */
export type WalErrorCode =
  | "WAL_IO"
  | "WAL_CORRUPTED"
  | "WAL_CHECKSUM_MISMATCH"
  | "WAL_UNSUPPORTED"
  | "WAL_TOO_LARGE"
  | "WAL_INVALID_ARGUMENT"
  | "WAL_CLOSED"
  | "WAL_FAILED"
  | "WAL_LOCKED"
  | "WAL_CONFLICT"
  | "WAL_BUSY";

/** Every failure a log reports. Match on {@link code}, never on the message. */
export class WalError extends Error {
  override readonly name: string = "WalError";
  readonly code: WalErrorCode;

  constructor(code: WalErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Thrown by a blank that nobody has filled in yet. */
export class NotImplementedError extends Error {
  override readonly name = "NotImplementedError";
  readonly code = "WAL_NOT_IMPLEMENTED";
  /** The exercise that fills it in, such as `"2.3"`. */
  readonly exercise: string;

  constructor(exercise: string) {
    super(`Exercise ${exercise} is not done yet.`);
    this.exercise = exercise;
    // Where a blank was called is in the test; a page of stack for each would bury the list.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** What a type-level blank stands for until its exercise is done: no value fits it. */
export interface NotImplemented<Exercise extends string> {
  readonly notImplemented: Exercise;
}
