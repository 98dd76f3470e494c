import type { PlantedBug } from "../planted-bug.ts";

const LOG = "segmented-log.ts";
const FRAMES = "batch-frames.ts";

/** Mistakes in exercise 3.10: many batches at once. */
export const APPEND_ALL_BUGS: readonly PlantedBug[] = [
  {
    id: "each-record-a-batch",
    edits: [
      {
        file: FRAMES,
        find: "return index === records.length - 1 ? frame : { ...frame, flags: 0 };",
        replace: "return index >= 0 ? frame : { ...frame, flags: 0 };",
      },
    ],
    noticedBy: "3.10-on-disk",
    story: "The transfer was one batch. After the power cut, the money had left and not arrived.",
  },
  {
    id: "positions-of-the-write",
    edits: [
      {
        file: LOG,
        find: "const offset = end + this.#buffer.size;",
        replace: "const offset = end;",
      },
    ],
    noticedBy: "3.10-on-disk",
    story: "They shared a write, and were all told where it began. An index was built of that.",
  },
  {
    id: "one-sync-for-each-batch",
    edits: [
      {
        file: LOG,
        find: "this.#add(frame)) });\n",
        replace:
          "this.#add(frame)) });\n        await this.#write();\n        await this.sync();\n",
      },
    ],
    noticedBy: "3.10-one-write-one-sync",
    story: "The batches were gathered with great care, and then written one after the other.",
  },
  {
    id: "grows-without-what-it-held",
    edits: [{ file: "frame-buffer.ts", find: "    larger.set(this.frames);\n", replace: "" }],
    noticedBy: "3.10-one-write-one-sync",
    story: "It worked for years, until a call had more than 64 KiB: the log began with zeros.",
  },
  {
    id: "durable-on-demand-is-not",
    edits: [
      {
        file: LOG,
        find: 'const { durable = this.#options.sync === "always" } = options;',
        replace: 'const durable = options.durable !== false && this.#options.sync === "always";',
      },
    ],
    noticedBy: "3.10-one-write-one-sync",
    story: "All was lazy but the payments, which were to be durable. They were lazy as well.",
  },
  {
    id: "begins-a-segment-for-nothing",
    edits: [
      {
        file: LOG,
        find: "if (frames.length > 0 && !this.#active",
        replace: "if (!this.#active",
      },
    ],
    noticedBy: "3.10-empty-in-a-full-segment",
    story: "The timer flushed what had gathered, which was nothing, into a segment of its own.",
  },
  {
    id: "room-for-itself-alone",
    edits: [
      {
        file: LOG,
        find: "const size = this.#buffer.size + sizeOf(frames);",
        replace: "const size = sizeOf(frames);",
      },
    ],
    noticedBy: "3.10-fills-segments",
    story: "Each batch would have fitted. All of them were written, far over the segment's limit.",
  },
  {
    id: "rotates-over-what-waits",
    edits: [
      {
        file: LOG,
        find: "    await this.#write();\n    await this.#seal();\n",
        replace: "    await this.#seal();\n",
      },
    ],
    noticedBy: "3.10-fills-segments",
    story:
      "What waited when it rotated went into the next segment, with the salt of the one before.",
  },
  {
    id: "vouches-for-its-own-batch",
    edits: [
      {
        file: FRAMES,
        find: "{ ...first, sequence: first.sequence + index }",
        replace:
          "{ ...first, sequence: first.sequence + index, ...(index > 0 && { syncedWatermark: first.sequence + index - 1 }) }",
      },
    ],
    noticedBy: "3.10-fills-segments",
    story:
      "The second record said that the first was durable. One write tore, and the log was refused.",
  },
  {
    id: "rejects-the-others-too",
    edits: [
      {
        file: LOG,
        find: 'if (this.#state !== "open") throw reason;',
        replace: 'if (this.#state !== "closed") throw reason;',
      },
    ],
    noticedBy: "3.10-rejects-alone",
    story: "One client sent a job without an id, and ninety-nine others were told that it failed.",
  },
  {
    id: "rejected-and-counted",
    edits: [
      {
        file: LOG,
        find: "    const timestampMs = Date.now();\n    for (const records of batches) {\n",
        replace:
          "    const timestampMs = Date.now();\n    let next = this.#lastSequence + 1;\n    for (const records of batches) {\n      const first = next;\n      next += records.length;\n",
      },
      {
        file: LOG,
        find: "let frames = this.#framesOf(records, timestampMs);",
        replace:
          "const numbered = (frame: Frame, index: number) => ({ ...frame, sequence: first + index });\n        let frames = this.#framesOf(records, timestampMs).map(numbered);",
      },
      {
        file: LOG,
        find: "          frames = this.#framesOf(records, timestampMs);",
        replace: "          frames = this.#framesOf(records, timestampMs).map(numbered);",
      },
    ],
    noticedBy: "3.10-rejects-alone",
    story: "The bad batch had taken its numbers already. The log was refused for the gap.",
  },
  {
    id: "only-records-have-a-limit",
    edits: [
      {
        file: FRAMES,
        find: 'assertFits("A batch", sizeOf(frames),',
        replace: 'assertFits("A batch", sizeOf(frames.slice(0, 1)),',
      },
    ],
    noticedBy: "3.10-rejects-alone",
    story: "A batch of a thousand small records made a segment that was ten times its size.",
  },
  {
    id: "many-are-lazy",
    edits: [
      {
        file: LOG,
        find: "if (durable && this.#syncedSequence",
        replace: "if (durable && batches.length === 1 && this.#syncedSequence",
      },
    ],
    noticedBy: "3.10-survives-crashes",
    story: "One append was durable when it resolved. A hundred at once were only written.",
  },
  {
    id: "synced-write-for-all-before",
    edits: [
      {
        file: "segment-file.ts",
        find: "durably && !this.#isDirty ? this.#synced",
        replace: "durably ? this.#synced",
      },
    ],
    noticedBy: "3.10-durable-and-lazy",
    story:
      "A synced write covers what it wrote. The lazy batch before it was lost, and it with that.",
  },
  {
    id: "goes-on-after-half",
    edits: [
      { file: LOG, find: '        if (this.#state !== "open") throw reason;\n', replace: "" },
    ],
    noticedBy: "3.10-failed-is-failed",
    story: "The rotation failed under one batch. The next ones were written behind the seal.",
  },
];
