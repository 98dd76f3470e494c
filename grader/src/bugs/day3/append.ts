import type { PlantedBug } from "../planted-bug.ts";

const APPEND = "segmented-log.ts";

/** Mistakes in exercise 3.6: append. */
export const APPEND_BUGS: readonly PlantedBug[] = [
  {
    id: "rotates-in-the-background",
    edits: [
      {
        file: APPEND,
        find: "          await this.#beginNext();\n          // Rotation has synced",
        replace:
          "          void this.#beginNext().catch(() => undefined);\n          // Rotation has synced",
      },
    ],
    noticedBy: "3.6-on-disk",
    story:
      "Rotation was to cost nobody time. The record landed behind the seal of the old segment.",
    source: "raft-wal, commit 68f487d; Kafka, commit 67e99a42361",
  },
  {
    id: "numbers-twice",
    edits: [
      {
        file: APPEND,
        find: "this.#begin(this.#active.header.segmentNumber + 1)",
        replace: "this.#begin(this.#active.header.segmentNumber + 2)",
      },
    ],
    noticedBy: "3.6-on-disk",
    story: "Two places counted the segment. The log had a gap between any two of them.",
    source: "raft-wal, commit f4daf86",
  },
  {
    id: "one-salt-for-all",
    edits: [
      {
        file: "segment-file.ts",
        find: "const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));",
        replace: "const salt = 0x5a17;",
      },
    ],
    noticedBy: "3.5-creates",
    story: "A block of an old segment turned up in a new one, and its checksums were right.",
  },
  {
    id: "no-room-for-the-seal",
    edits: [
      {
        file: "segment-file.ts",
        find: "this.#end + size + SEAL_SIZE <=",
        replace: "this.#end + size <=",
      },
    ],
    noticedBy: "3.6-on-disk",
    story: "The file system had a limit for files, and so had the segment. The seal was over both.",
  },
  {
    id: "too-large-for-any",
    edits: [
      {
        file: "batch-frames.ts",
        find: "limits.segmentSize - SEGMENT_HEADER_SIZE - SEAL_SIZE",
        replace: "4 * limits.segmentSize - SEGMENT_HEADER_SIZE - SEAL_SIZE",
      },
    ],
    noticedBy: "3.6-too-large",
    story: "One large record, and a segment that was four times as large as it may be.",
    source: "rosedb guards against it with ErrValueTooLarge",
  },
  {
    id: "empty-ones-stay",
    edits: [
      {
        file: APPEND,
        find: "          await this.#beginNext();\n          // Rotation has synced",
        replace: "          await this.rotate();\n          // Rotation has synced",
      },
    ],
    noticedBy: "3.6-full-of-seals",
    story:
      "Opened and closed, opened and closed: the seals filled the segment, and the record overflowed it.",
  },
  {
    id: "stale-watermark",
    edits: [
      {
        file: APPEND,
        find: "          // Rotation has synced: the watermark has moved, and with it the frames.\n          frames = this.#framesOf(records, timestampMs);\n",
        replace: "",
      },
      {
        file: APPEND,
        find: "let frames = this.#framesOf",
        replace: "const frames = this.#framesOf",
      },
    ],
    noticedBy: "3.6-watermarks",
    story:
      "The first record of each segment did not vouch for the one before. A lost one was called torn.",
  },
  {
    id: "promises-too-early",
    edits: [
      {
        file: APPEND,
        find: "    if (durable && this.#syncedSequence < this.#lastSequence) await this.sync(); // O1.\n",
        replace: "",
      },
    ],
    noticedBy: "3.6-survives-crashes",
    story: "The orders were confirmed. After the power cut, they had never come in.",
  },
  {
    id: "every-record-synced",
    edits: [
      {
        file: APPEND,
        find: "if (durable && this.#syncedSequence",
        replace: "if (this.#syncedSequence",
      },
    ],
    noticedBy: "3.6-manual-is-lazy",
    story: "Asked to leave syncing to them, it synced each record all the same.",
  },
  {
    id: "sync-does-nothing",
    edits: [
      {
        file: APPEND,
        find: "    await this.#orFail(this.#active.sync());\n",
        replace:
          '    if (this.#options.sync === "always") await this.#orFail(this.#active.sync());\n',
      },
    ],
    noticedBy: "3.6-rotate-is-durable",
    story:
      "Sync resolved at once. It had looked whose business syncing was, and found: not its own.",
  },
];
