/**
 * What went wrong with a queue, for programs.
 *
 * | code | meaning |
 * | --- | --- |
 * | `QUEUE_INVALID` | the caller's mistake: no such job, state or request |
 * | `QUEUE_ABSENT` | there is no queue in the folder |
 * | `QUEUE_NOBODY` | nobody listens on the socket |
 * | `QUEUE_RUNNING` | a runner has the queue open already |
 * | `QUEUE_LOCKED` | somebody has the log open, and does not answer |
 * | `QUEUE_BUSY` | too much waits to be written, or the runner is about to stop; try again |
 * | `QUEUE_BROKEN` | the runner went away before it answered; what was asked may have happened |
 * | `QUEUE_FAILED` | the runner answered that it failed |
 */
export type QueueErrorCode =
  | "QUEUE_INVALID"
  | "QUEUE_ABSENT"
  | "QUEUE_NOBODY"
  | "QUEUE_RUNNING"
  | "QUEUE_LOCKED"
  | "QUEUE_BUSY"
  | "QUEUE_BROKEN"
  | "QUEUE_FAILED";

/** A failure of the queue that has nothing to do with its log. Match on {@link code}. */
export class QueueError extends Error {
  override readonly name = "QueueError";
  readonly code: QueueErrorCode;

  constructor(code: QueueErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The code of a failure, whoever it comes from; `undefined` for none. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
