import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 2.2. */
export const WALK_BUGS: readonly PlantedBug[] = [
  {
    id: "counts-from-one",
    edits: [
      { file: "walk.ts", find: "this.#next = header.firstSequence;", replace: "this.#next = 1;" },
    ],
    noticedBy: "2.2-first-sequence",
    story: "The second segment of each log was called corrupt: it does not begin with record 1.",
  },
  {
    id: "seal-takes-a-number",
    edits: [
      {
        file: "walk.ts",
        find: "if (frame.type !== SEAL_TYPE) this.#next += 1;",
        replace: "this.#next += 1;",
      },
    ],
    noticedBy: "2.2-seals",
    story: "A log that had been closed and opened again was refused at its second start.",
  },
  {
    id: "sealed-for-ever",
    edits: [
      {
        file: "walk.ts",
        find: "this.#endType = frame.type;",
        replace: "if (this.#endType !== SEAL_TYPE) this.#endType = frame.type;",
      },
    ],
    noticedBy: "2.2-seals",
    story:
      "It had been shut down properly, once. Since then every crash counted as a clean shutdown.",
    source: "KAFKA-10471: a clean-shutdown marker that is believed too long",
  },
  {
    id: "crc-not-compared",
    edits: [
      {
        file: "walk.ts",
        find: "if (crc !== cursor.crc) {",
        replace: "if (crc !== cursor.crc && crc === 0) {",
      },
    ],
    noticedBy: "2.2-every-bit",
    story: "The checksum was computed for each record, and the result thrown away.",
  },
  {
    id: "every-frame-ends-a-batch",
    edits: [
      {
        file: "walk.ts",
        find: "    if ((frame.flags & LAST_OF_BATCH) === 0) return;\n",
        replace: "",
      },
    ],
    noticedBy: "2.2-batches",
    story: "The money had left one account and never reached the other: the power went in between.",
  },
  {
    id: "file-ends-so-all-is-well",
    edits: [
      {
        file: "walk.ts",
        find: 'if (this.#end === this.#offset) return this.#stop("end");',
        replace: 'if (this.#end <= this.#offset) return this.#stop("end");',
      },
    ],
    noticedBy: "2.2-batches",
    story: "Half a batch at the end was left in the file, and the next record was appended to it.",
  },
  {
    id: "few-bytes-are-nothing",
    edits: [{ file: "walk.ts", find: "if (left > 0)", replace: "if (left >= 48)" }],
    noticedBy: "2.2-every-cut",
    story:
      "Three bytes of a header were left behind the end, and every later record was unreadable.",
  },
  {
    id: "sequence-not-compared",
    edits: [
      {
        file: "walk.ts",
        find: "if (cursor.sequence !== this.#next)",
        replace: "if (cursor.sequence < 0)",
      },
    ],
    noticedBy: "2.2-misplaced",
    story: "A block was missing in the middle. Its neighbours were renumbered, and nobody noticed.",
    source: "pragmatica issue 1232: recovery renumbers by position",
  },
  {
    id: "gaps-tolerated",
    edits: [
      {
        file: "walk.ts",
        find: "if (cursor.sequence !== this.#next)",
        replace: "if (cursor.sequence < this.#next)",
      },
    ],
    noticedBy: "2.2-misplaced",
    story:
      "Numbers may only grow, it said. Four records were gone, and the numbers grew all the same.",
    source: "etcd: ErrSliceOutOfRange",
  },
  {
    id: "visitor-overtaken",
    edits: [{ file: "walk.ts", find: "if (visited) await visited;", replace: "void visited;" }],
    noticedBy: "2.2-waits-for-its-visitor",
    story:
      "The visitor wrote each record elsewhere. The last ones were still on their way at the end.",
  },
  {
    id: "visitor-silenced",
    edits: [
      {
        file: "walk.ts",
        find: "if (visited) await visited;",
        replace: "if (visited) await Promise.resolve(visited).catch(() => undefined);",
      },
    ],
    noticedBy: "2.2-errors-come-back",
    story: "The table was full; each insert failed, was caught, and the walk reported success.",
  },
];
