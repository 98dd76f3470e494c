import type { PlantedBug } from "../planted-bug.ts";

const LOG = "group-commit.ts";

/** Mistakes in exercise 5.3: durable and lazy, batches, the other calls, close. */
export const MIXED_BUGS: readonly PlantedBug[] = [
  {
    id: "lazy-is-synced",
    edits: [
      {
        file: LOG,
        find: "appendAll(batches, { durable });",
        replace: "appendAll(batches, { durable: durable || batches.length > 0 });",
      },
    ],
    noticedBy: "5.3-lazy-needs-no-sync",
    story: "A million page views were logged lazily, with a million syncs.",
  },
  {
    id: "the-first-decides",
    edits: [
      {
        file: LOG,
        find: "batch.some((waiting) => waiting.durable)",
        replace: "batch[0]?.durable ?? false",
      },
    ],
    noticedBy: "5.3-durable-among-lazy",
    story: "A payment shared a batch with a page view, which had come first and did not care.",
  },
  {
    id: "all-must-agree",
    edits: [
      {
        file: LOG,
        find: "batch.some((waiting) => waiting.durable)",
        replace: "batch.every((waiting) => waiting.durable)",
      },
    ],
    noticedBy: "5.3-durable-among-lazy",
    story: "One lazy caller in a batch of a hundred, and nothing of it was durable.",
  },
  {
    id: "batch-in-single-records",
    edits: [
      {
        file: LOG,
        find: "const batches = batch.map(({ records }) => records);",
        replace: "const batches = batch.flatMap(({ records }) => records.map((each) => [each]));",
      },
    ],
    noticedBy: "5.3-batches-stay-together",
    story: "The money had left one account. Then the power went, and it was nowhere.",
  },
  {
    id: "sync-overtakes",
    edits: [
      {
        file: LOG,
        find: "await this.#wait([], { durable: true }, nothing);",
        replace: "await this.#log.sync();",
      },
    ],
    noticedBy: "5.3-sync-covers-all-before",
    story: "Sync went straight to the disk. What it should have covered was still in the queue.",
  },
  {
    id: "flush-syncs",
    edits: [
      {
        file: LOG,
        find: "await this.#wait([], { durable: false }, nothing);",
        replace: "await this.#wait([], { durable: true }, nothing);",
      },
    ],
    noticedBy: "5.3-flush",
    story: "Flush and sync were the same function, and the fast path was as slow as the slow one.",
  },
  {
    id: "flush-is-empty",
    edits: [
      {
        file: LOG,
        find: "await this.#wait([], { durable: false }, nothing);",
        replace: "await undefined;\n    nothing();",
      },
    ],
    noticedBy: "5.3-flush",
    story: "There was no buffer any more, somebody thought, so there was nothing to flush.",
  },
  {
    id: "rotates-before-its-turn",
    edits: [
      {
        file: LOG,
        find: "return this.#following(this.flush(), () => this.#log.rotate());",
        replace: "return this.#following(Promise.resolve(), () => this.#log.rotate());",
      },
    ],
    noticedBy: "5.3-rotate-in-turn",
    story: "The old segment was archived. Half of what belonged into it was in the next one.",
  },
  {
    id: "replays-before-its-turn",
    edits: [
      {
        file: LOG,
        find: "const written = this.flush().catch(ifNotClosed);",
        replace: "const written = Promise.resolve().catch(ifNotClosed);",
      },
    ],
    noticedBy: "5.3-replay-in-turn",
    story: "A snapshot was made by replay. What had been appended just before was not in it.",
  },
  {
    id: "checkpoint-before-its-turn",
    edits: [
      {
        file: LOG,
        find: "return this.#following(this.flush(), () => this.#log.setCheckpoint(changes));",
        replace:
          "return this.#following(Promise.resolve(), () => this.#log.setCheckpoint(changes));",
      },
    ],
    noticedBy: "5.3-checkpoint-and-clean",
    story: "The checkpoint was refused: it was beyond the log, which had not been written yet.",
  },
  {
    id: "clean-stands-in-line",
    edits: [
      {
        file: LOG,
        find: "    return this.#log.clean();",
        replace: "    await this.flush();\n    return this.#log.clean();",
      },
    ],
    noticedBy: "5.3-checkpoint-and-clean",
    story: "A long replay ran, clean waited for it, and the disk was full before it ended.",
  },
  {
    id: "close-forgets-who-waits",
    edits: [{ file: LOG, find: "      await this.#writing;\n", replace: "" }],
    noticedBy: "5.3-close-drains",
    story: "The last batch before each deployment was missing.",
    source: "infinity #3375",
  },
  {
    id: "close-passes-a-rotation",
    edits: [{ file: LOG, find: "      await this.#followed;\n", replace: "" }],
    noticedBy: "5.3-close-waits-for-the-others",
    story: "A checkpoint was set, then the log was closed: WAL_CLOSED, said the checkpoint.",
  },
  {
    id: "second-close-knows-nothing",
    edits: [
      {
        file: LOG,
        find: "    this.#closing ??= (async () => {",
        replace:
          "    if (this.#closing) return Promise.resolve();\n    this.#closing = (async () => {",
      },
    ],
    noticedBy: "5.3-close-twice",
    story: "The signal handler closed, main closed, and main was done first. The process ended.",
  },
  {
    id: "closed-and-content",
    edits: [
      {
        file: LOG,
        find: "      if (this.#closing) return reject(closed());",
        replace: "      if (this.#closing) return resolve(resultOf([]));",
      },
    ],
    noticedBy: "5.3-closed-is-closed",
    story: "An append after close resolved. There was nothing that could have written it.",
  },
  {
    id: "cleans-while-it-closes",
    edits: [
      {
        file: LOG,
        find: "    if (this.#closing) throw closed();\n    return this.#log.clean();",
        replace: "    return this.#log.clean();",
      },
    ],
    noticedBy: "5.3-closed-is-closed",
    story: "Close had been called and took its time. A cleaning that came later still began.",
  },
  {
    id: "close-hides-its-failure",
    edits: [
      {
        file: LOG,
        find: "      await this.#log.close();",
        replace: "      await this.#log.close().catch(() => undefined);",
      },
    ],
    noticedBy: "5.3-close-fails",
    story: "The last sync failed at the end of the program. It exited 0.",
  },
  {
    id: "dispose-only-flushes",
    edits: [
      {
        file: LOG,
        find: "  [Symbol.asyncDispose](): Promise<void> {\n    return this.close();",
        replace: "  [Symbol.asyncDispose](): Promise<void> {\n    return this.flush();",
      },
    ],
    noticedBy: "5.3-await-using",
    story: "`await using` left the lock where it was. The next one could not open the log.",
  },
  {
    id: "lazy-goes-past-the-queue",
    edits: [
      {
        file: LOG,
        find: "    return new Promise((resolve, reject) => {\n",
        replace:
          "    if (!durable && records.length === 1 && !this.#closing) {\n      return this.#log.appendBatch(records).then(resultOf);\n    }\n    return new Promise((resolve, reject) => {\n",
      },
    ],
    noticedBy: "5.3-lazy-needs-no-sync",
    story:
      "Lazy records need no queue, somebody thought. They overtook those that had come before.",
  },
  {
    id: "sync-hides-its-failure",
    edits: [
      {
        file: LOG,
        find: "await this.#wait([], { durable: true }, nothing);",
        replace: "await this.#wait([], { durable: true }, nothing).catch(ifNotClosed);",
      },
    ],
    noticedBy: "5.3-failed-sync-call",
    story:
      "Sync was called, failed, and returned. The snapshot that came next was of lost records.",
  },
];
