import { WalError } from "@wal-labs/core";

type StateName = "open" | "failed" | "closed";
type Event = "fail" | "close";

/** Where each event leads. Nothing leads out of `closed`, and nothing back to `open`. */
const NEXT: Readonly<Record<StateName, Readonly<Record<Event, StateName>>>> = {
  open: { fail: "failed", close: "closed" },
  failed: { fail: "failed", close: "closed" },
  closed: { fail: "closed", close: "closed" },
};

/** Whether a log may append, may only read, or may do nothing. */
export interface LogState {
  readonly name: StateName;
  handle(event: Event): void;
  /** @throws `WAL_CLOSED` or `WAL_FAILED` unless the log is open. */
  assertWritable(): void;
  /** @throws `WAL_CLOSED` when the log is closed. */
  assertReadable(): void;
}

export function logState(): LogState {
  let name: StateName = "open";
  return {
    get name() {
      return name;
    },
    handle(event) {
      name = NEXT[name][event];
    },
    assertWritable() {
      this.assertReadable();
      if (name === "failed") throw new WalError("WAL_FAILED", "A write or sync has failed before.");
    },
    assertReadable() {
      if (name === "closed") throw new WalError("WAL_CLOSED", "The log is closed.");
    },
  };
}
