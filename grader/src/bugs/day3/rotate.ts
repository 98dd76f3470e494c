import type { PlantedBug } from "../planted-bug.ts";

const LOG = "segmented-log.ts";
const FILE = "segment-file.ts";

/** Mistakes in exercise 3.6: rotate and close. */
export const ROTATE_BUGS: readonly PlantedBug[] = [
  {
    id: "next-before-the-old-is-durable",
    edits: [
      {
        file: LOG,
        find: "    if (this.#syncedSequence < this.#lastSequence) await this.sync();\n",
        replace: "",
      },
      {
        file: FILE,
        find: "    await this.sync();\n    this.#isSealed",
        replace: "    this.#isSealed",
      },
    ],
    noticedBy: "3.6-manual-sync",
    story:
      "The new segment was synced and survived. The end of the old one had not been, and did not.",
    source: "LevelDB issue 193; RocksDB issue 10560",
  },
  {
    id: "seal-vouches-too-early",
    edits: [
      {
        file: LOG,
        find: "    if (this.#syncedSequence < this.#lastSequence) await this.sync();\n",
        replace: "",
      },
    ],
    noticedBy: "3.6-rotate-is-durable",
    story: "The seal reached the disk before what it vouches for. The log was refused as corrupt.",
  },
  {
    id: "seal-not-durable",
    edits: [
      {
        file: FILE,
        find: "    await this.sync();\n    this.#isSealed",
        replace: "    this.#isSealed",
      },
    ],
    noticedBy: "3.6-close-is-durable",
    story: "Close resolved, the machine was switched off. The seal had been in memory.",
  },
  {
    id: "rotates-without-a-seal",
    edits: [
      {
        file: LOG,
        find: "    await this.#seal();\n    await this.#orFail(this.#begin(",
        replace:
          "    if (this.#syncedSequence < this.#lastSequence) await this.sync();\n" +
          "    await this.#orFail(this.#begin(",
      },
    ],
    noticedBy: "3.6-seals",
    story: "The last record of the old segment rotted, and nothing said that it had been durable.",
  },
  {
    id: "half-a-rotation",
    edits: [
      {
        file: LOG,
        find: "    await this.#orFail(this.#begin(this.#active.header.segmentNumber + 1));",
        replace: "    await this.#begin(this.#active.header.segmentNumber + 1);",
      },
    ],
    noticedBy: "3.6-failed-is-failed",
    story: "The new segment could not be created. The log went on behind the seal of the old one.",
  },
  {
    id: "syncs-until-it-works",
    edits: [
      {
        file: LOG,
        find: "    await this.#orFail(this.#active.sync());\n",
        replace: "    await this.#orFail(this.#active.sync().catch(() => this.#active.sync()));\n",
      },
    ],
    noticedBy: "3.6-survives-failures",
    story:
      "The first fsync failed and dropped the pages, the second had nothing to do and succeeded.",
  },
  {
    id: "old-handles-stay",
    edits: [{ file: LOG, find: "    await sealed.close();\n", replace: "" }],
    noticedBy: "3.6-leaks-nothing",
    story: "One open file for each segment ever written. It took a week until there were too many.",
  },
  {
    id: "empty-segments",
    edits: [
      {
        file: LOG,
        find: "    if (this.#active.header.firstSequence > this.#lastSequence) return;\n",
        replace: "",
      },
    ],
    noticedBy: "3.6-rotate-on-demand",
    story:
      "The backup rotated each minute. On a quiet day that made 1,440 segments with nothing in them.",
  },
  {
    id: "nothing-preallocated",
    edits: [
      {
        file: FILE,
        find: "preallocate ? header.segmentSizeLimit : bytes.length",
        replace: "preallocate && header.segmentSizeLimit === 0 ? 0 : bytes.length",
      },
    ],
    noticedBy: "3.6-preallocates",
    story: "The option was taken and nothing came of it but the time it takes to read about it.",
  },
  {
    id: "no-sync-for-zeros",
    edits: [
      {
        file: FILE,
        find: '    await io("sync the log", this.#handle.datasync());\n',
        replace:
          '    if (this.#size <= this.#end) await io("sync the log", this.#handle.datasync());\n',
      },
    ],
    noticedBy: "3.6-survives-crashes-preallocated",
    story: "The file had its size already, so there was nothing to sync, it was thought.",
  },
  {
    id: "closed-twice",
    edits: [
      {
        file: LOG,
        find: '  async close(): Promise<void> {\n    if (this.#state === "closed") return;\n',
        replace: "  async close(): Promise<void> {\n",
      },
    ],
    noticedBy: "3.6-states",
    story: "Two parts of the program closed the log at the end, and the second crashed it.",
  },
];
