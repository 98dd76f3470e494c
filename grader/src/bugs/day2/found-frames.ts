import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 2.3. */
export const FOUND_FRAME_BUGS: readonly PlantedBug[] = [
  {
    id: "searches-inside-values",
    edits: [
      {
        file: "found-frames.ts",
        find: "offset += found?.size ?? ALIGNMENT;",
        replace: "offset += found ? ALIGNMENT : ALIGNMENT;",
      },
    ],
    noticedBy: "2.3-not-in-a-value",
    story:
      "A backup of a log was stored as a value in that log. After a crash it was read as the log.",
    source: "LevelDB's log format: a masked CRC, because logs are stored in logs",
  },
  {
    id: "frame-across-a-border-missed",
    edits: [
      {
        file: "found-frames.ts",
        find: 'parsed.kind === "incomplete"',
        replace: 'parsed.kind === "incomplete" && parsed.needed <= FRAME_HEADER_SIZE',
      },
    ],
    noticedBy: "2.3-wherever-it-starts",
    story: "The only witness lay across the border of two chunks, and was not heard.",
  },
  {
    id: "witness-not-verified",
    edits: [
      {
        file: "found-frames.ts",
        find: 'if (verify(bytes.subarray(0, size), salt).kind === "mismatch") return undefined;',
        replace: "verify(bytes.subarray(0, size), salt);",
      },
    ],
    noticedBy: "2.3-not-of-another-life",
    story:
      "The disk gave out an old block. A frame of last year's log swore that this one was corrupt.",
    source: "raft-wal's README: a stale file of a truncated log",
  },
  {
    id: "believes-each-size",
    edits: [
      {
        file: "file-window.ts",
        find: "Math.min(Math.max(size, this.#chunkSize), Math.max(0, this.fileSize - offset))",
        replace: "Math.max(size, this.#chunkSize)",
      },
    ],
    noticedBy: "2.3-believes-no-size",
    story:
      "One torn page of garbage, and the restart allocated sixteen megabytes for each of its words.",
    source: "deja-vu issue 180: a length that is trusted before it is checked",
  },
  {
    id: "last-witness-counts",
    edits: [
      {
        file: "diagnosis.ts",
        find: "watermark = Math.max(watermark, frame.syncedWatermark);",
        replace: "watermark = frame.syncedWatermark;",
      },
    ],
    noticedBy: "2.3-finds-what-follows",
    story: "An older frame lay behind the newer one, and had the last word.",
  },
];
