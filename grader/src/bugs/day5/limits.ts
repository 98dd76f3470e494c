import type { PlantedBug } from "../planted-bug.ts";

const LOG = "group-commit.ts";
const ROOM = "waiting-room.ts";

/** Mistakes in exercise 5.2: limits, delay and back-pressure. */
export const LIMIT_BUGS: readonly PlantedBug[] = [
  {
    id: "counts-callers",
    edits: [
      {
        file: ROOM,
        find: "      records += waiting.records.length;",
        replace: "      records += 1;",
      },
    ],
    noticedBy: "5.2-max-records",
    story: "A limit of 100 records. Each caller brought a batch of a thousand.",
  },
  {
    id: "one-too-many",
    edits: [
      {
        file: ROOM,
        find: "(records > maxBatchRecords ||",
        replace: "(records > maxBatchRecords + 1 ||",
      },
    ],
    noticedBy: "5.2-max-records",
    story: "The limit was looked at before the record was counted.",
  },
  {
    id: "no-limit-of-bytes",
    edits: [
      {
        file: ROOM,
        find: "(records > maxBatchRecords || size > maxBatchBytes)",
        replace: "(records > maxBatchRecords || size > maxBatchBytes * 1024)",
      },
    ],
    noticedBy: "5.2-max-bytes",
    story:
      "The limit was meant in KiB by one side. A batch of 1 GiB stopped everything for a second.",
  },
  {
    id: "characters-for-bytes",
    edits: [
      {
        file: "record-size.ts",
        find: "const MAX_BYTES_PER_CHARACTER = 3;",
        replace: "const MAX_BYTES_PER_CHARACTER = 1;",
      },
    ],
    noticedBy: "5.2-every-byte-counts",
    story: "In the tests all texts were English.",
  },
  {
    id: "reason-weighs-nothing",
    edits: [
      {
        file: "record-size.ts",
        find: "return frameSize(textSize(record.jobId), textSize(record.reason));",
        replace: "return frameSize(textSize(record.jobId), 0);",
      },
    ],
    noticedBy: "5.2-every-byte-counts",
    story: "The reasons were stack traces.",
  },
  {
    id: "too-large-is-refused",
    edits: [
      {
        file: LOG,
        find: "      const sinceMs = this.#metrics.now();",
        replace:
          "      if (size > this.#options.maxBatchBytes) return reject(busy(size));\n      const sinceMs = this.#metrics.now();",
      },
    ],
    noticedBy: "5.2-too-large-goes-alone",
    story: "A record larger than a batch was told to come again later. It came again for ever.",
  },
  {
    id: "too-large-takes-others-along",
    edits: [
      {
        file: ROOM,
        find: "(records > maxBatchRecords || size > maxBatchBytes)",
        replace:
          "((records > maxBatchRecords || size > maxBatchBytes) && waiting.size < maxBatchBytes)",
      },
    ],
    noticedBy: "5.2-too-large-goes-alone",
    story: "What could not be within the limit anyhow was put on top of a full batch.",
  },
  {
    id: "queue-without-end",
    edits: [
      {
        file: LOG,
        find: "return this.#room.size >= this.#options.maxQueueBytes;",
        replace: "return this.#room.size >= this.#options.maxQueueBytes * 1024;",
      },
    ],
    noticedBy: "5.2-busy",
    story: "The disk was slow for a minute. Then the memory was used up, and nothing was left.",
  },
  {
    id: "refused-and-written",
    edits: [
      {
        file: LOG,
        find: "if (!urgent && this.#isFull()) return reject(busy(this.#room.size));",
        replace: "if (!urgent && this.#isFull()) reject(busy(this.#room.size));",
      },
    ],
    noticedBy: "5.2-busy",
    story: "Refused, tried again, and there it was twice: the first one had gone in all the same.",
  },
  {
    id: "bytes-never-leave",
    edits: [
      { file: ROOM, find: "    this.#size += sign * size;", replace: "    this.#size += size;" },
    ],
    noticedBy: "5.2-busy",
    story: "The counter only went up. After an hour the queue was full, and empty.",
  },
  {
    id: "flush-is-busy",
    edits: [
      {
        file: LOG,
        find: "if (!urgent && this.#isFull())",
        replace: "if ((!urgent || this.#room.length > 0) && this.#isFull())",
      },
    ],
    noticedBy: "5.2-others-are-not-busy",
    story: "The queue was full, so nobody could say flush. It stayed full a little longer.",
  },
  {
    id: "room-for-everybody",
    edits: [
      {
        file: LOG,
        find: "while (this.#isFull()) {",
        replace: "while (this.#room.size < 0) {",
      },
    ],
    noticedBy: "5.2-room",
    story: "There was always room, and append was always busy: a loop that never slept.",
  },
  {
    id: "failure-keeps-the-door-shut",
    edits: [
      {
        file: LOG,
        find: "      for (const { reject } of batch) reject(error);",
        replace:
          "      this.#lookAgain = nothing;\n      for (const { reject } of batch) reject(error);",
      },
    ],
    noticedBy: "5.2-room-after-a-failure",
    story: "After the failed sync those in the queue were told. Those before it stood there.",
  },
  {
    id: "delay-starts-anew",
    edits: [
      {
        file: LOG,
        find: "!this.#closing) await this.#delay();",
        replace:
          "!this.#closing) {\n      for (let count = 0; this.#room.length > count && !this.#room.isDue; ) {\n        count = this.#room.length;\n        await this.#delay();\n      }\n    }",
      },
    ],
    noticedBy: "5.2-delay",
    story: "Each one who came gave the others 10 ms more. In the rush hour nobody left.",
  },
  {
    id: "full-and-still-waiting",
    edits: [{ file: LOG, find: "      if (this.#room.isDue) this.#hurry();\n", replace: "" }],
    noticedBy: "5.2-full-ends-the-delay",
    story: "The batch had been full for a while. The timer knew nothing of it.",
  },
  {
    id: "timer-is-left-behind",
    edits: [
      { file: LOG, find: "        clearTimeout(timer);\n", replace: "        void timer;\n" },
    ],
    noticedBy: "5.2-full-ends-the-delay",
    story: "The process would not end: there was still a timer, for a batch of long ago.",
  },
  {
    id: "flush-waits-for-company",
    edits: [
      {
        file: LOG,
        find: "const urgent = records.length === 0;",
        replace: "const urgent = false;",
      },
    ],
    noticedBy: "5.2-delay-cut-short",
    story: "Flush was called because somebody was in a hurry. It took the time of a delay.",
  },
  {
    id: "close-waits-for-company",
    edits: [
      {
        file: LOG,
        find: "      this.#hurry();\n      await this.#writing;",
        replace: "      await this.#writing;",
      },
    ],
    noticedBy: "5.2-delay-cut-short",
    story: "SIGTERM came, close was called, and the delay was longer than the grace period.",
  },
  {
    id: "closing-waits-for-company",
    edits: [
      {
        file: LOG,
        find: "!this.#room.isDue && !this.#closing) await",
        replace: "!this.#room.isDue) await",
      },
    ],
    noticedBy: "5.2-delay-in-closing",
    story: "The log was closing, and waited for callers whom it would not have let in.",
  },
  {
    id: "no-limit-by-default",
    edits: [
      {
        file: "group-options.ts",
        find: "  maxBatchBytes: 1024 * 1024,",
        replace: "  maxBatchBytes: 1024 * 1024 * 1024,",
      },
    ],
    noticedBy: "5.2-default-limits",
    story: "There was a limit, for whoever set one.",
  },
];
