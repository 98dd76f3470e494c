import type { PlantedBug } from "../planted-bug.ts";

const LOG = "concurrent-log.ts";
const CLOSE = "this.#closing ??= this.#queue.run(async () => {";

/** Mistakes in exercise 4.2: close. */
export const CLOSE_BUGS: readonly PlantedBug[] = [
  {
    id: "closes-over-their-heads",
    edits: [
      { file: LOG, find: CLOSE, replace: "this.#closing ??= Promise.resolve().then(async () => {" },
    ],
    noticedBy: "4.2-close-waits",
    story: "Close closed the file. What still waited in the queue had been accepted, and was lost.",
    source: "infinity, issue 3375; Marinara, issue 3602",
  },
  {
    id: "second-close-knows-nothing",
    edits: [
      {
        file: LOG,
        find: CLOSE,
        replace: `if (this.#closing) return Promise.resolve();\n    ${CLOSE}`,
      },
    ],
    noticedBy: "4.2-close-twice",
    story: "The signal handler closed, main closed, and exited at once: the second close was done.",
  },
  {
    id: "closes-twice",
    edits: [{ file: LOG, find: CLOSE, replace: "this.#closing = this.#queue.run(async () => {" }],
    noticedBy: "4.2-close-twice",
    story: "Two closes, two attempts: the failure of the first was a success in the second.",
  },
  {
    id: "cleans-a-closed-log",
    edits: [
      {
        file: LOG,
        find: "    if (this.#closing) throw closed();\n    const cleaning",
        replace: "    const cleaning",
      },
    ],
    noticedBy: "4.2-closed-is-closed",
    story: "The cleaner's timer went off while the log was closing, and nobody had told it.",
  },
  {
    id: "succeeds-when-closed",
    edits: [
      {
        file: LOG,
        find: "return this.#inTurn(() => this.#log.sync());",
        replace: "return this.#closing ?? this.#inTurn(() => this.#log.sync());",
      },
    ],
    noticedBy: "4.2-closed-is-closed",
    story: "A sync of a closed log resolved: there was nothing to sync any more, it was thought.",
  },
  {
    id: "leaves-while-cleaning",
    edits: [{ file: LOG, find: "      await this.#cleaned;\n", replace: "" }],
    noticedBy: "4.2-close-waits-for-clean",
    story: "The log was closed and opened by another. Then the old cleaner removed a segment.",
  },
  {
    id: "cleaning-fails-close",
    edits: [
      {
        file: LOG,
        find: "this.#cleaned = Promise.allSettled([this.#cleaned, cleaning]);",
        replace: "this.#cleaned = Promise.all([this.#cleaned, cleaning]);",
      },
    ],
    noticedBy: "4.2-close-waits-for-clean",
    story:
      "Cleaning failed once. Close threw that error, and left the file open and the lock taken.",
  },
  {
    id: "closed-and-locked",
    edits: [
      {
        file: LOG,
        find: "await this.#log.close().finally(() => this.#lock.release());",
        replace: "await this.#log.close();\n      await this.#lock.release();",
      },
    ],
    noticedBy: "4.2-close-fails",
    story: "The last sync failed, and so the lock stayed. Only `rm` helped.",
  },
  {
    id: "using-closes-nothing",
    edits: [
      {
        file: LOG,
        find: "  [Symbol.asyncDispose](): Promise<void> {\n    return this.close();",
        replace: "  [Symbol.asyncDispose](): Promise<void> {\n    return this.#queue.drained();",
      },
    ],
    noticedBy: "4.2-await-using",
    story: "`await using` waited for the queue, and left file and lock to the next one.",
  },
];
