import { closeSync, openSync, writeSync } from "node:fs";
import type { JobEvent } from "./job-event.ts";

/** A file that a runner adds lines to. */
export interface Journal {
  write(event: JobEvent): void;
  close(): void;
}

/**
 * A witness of what was run, beside the log: `started ID ATTEMPT` before a job does anything, and
 * `done ID ATTEMPT` once that is durable. Each line is one write at the end of the file, and out of this
 * process when `write` returns: it outlives a kill. It is not synced, and nothing ever reads it back
 * but whoever checks the queue.
 */
export function openJournal(path: string): Journal {
  const file = openSync(path, "a");
  return {
    write({ event, id, attempt }) {
      if (event === "started" || event === "done") writeSync(file, `${event} ${id} ${attempt}\n`);
    },
    close: () => closeSync(file),
  };
}
