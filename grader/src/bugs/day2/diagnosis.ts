import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 2.4. */
export const DIAGNOSIS_BUGS: readonly PlantedBug[] = [
  {
    id: "torn-is-fatal",
    edits: [
      { file: "case-table.ts", find: '    kind: "torn",\n', replace: '    kind: "corrupt",\n' },
    ],
    noticedBy: "2.4-every-cut",
    story:
      "Each power cut was a case for support: the log would not start before somebody edited it.",
    source: "raft-wal f7e2f7d; etcd issue 2736",
  },
  {
    id: "first-bad-frame-is-the-end",
    edits: [
      {
        file: "diagnosis.ts",
        find: "watermark = Math.max(watermark, frame.syncedWatermark);",
        replace: "watermark = Math.min(watermark, frame.syncedWatermark);",
      },
    ],
    noticedBy: "2.4-no-rot-is-torn",
    story:
      "One bit flipped near the start. The log opened, with half of what had been acknowledged.",
    source: "Jepsen's NATS report: one bit lost 679,153 acknowledged writes",
  },
  {
    id: "any-later-frame-is-proof",
    edits: [
      {
        file: "diagnosis.ts",
        find: "watermark = Math.max(watermark, frame.syncedWatermark);",
        replace: "watermark = Math.max(watermark, frame.sequence - 1);",
      },
    ],
    noticedBy: "2.4-no-crash-is-corrupt",
    story: "The disk wrote the third sector before the second. One restart in four needed a human.",
  },
  {
    id: "zero-sector-is-torn",
    edits: [
      {
        file: "diagnosis.ts",
        find: "  let watermark = 0;\n",
        replace:
          "  if (await hasZeroSector(handle, walked.end)) {\n" +
          '    return { ...walked, tail: "damage", watermark: 0 };\n  }\n  let watermark = 0;\n',
      },
      {
        file: "diagnosis.ts",
        find: "async function isZeroFrom(",
        replace:
          "async function hasZeroSector(handle: FileHandle, end: number): Promise<boolean> {\n" +
          "  for await (const chunk of chunksFrom(handle, end - (end % 512))) {\n" +
          "    for (let start = 0; start + 512 <= chunk.length; start += 512) {\n" +
          "      if (chunk.subarray(start, start + 512).every((byte) => byte === 0)) return true;\n" +
          "    }\n  }\n  return false;\n}\n\nasync function isZeroFrom(",
      },
    ],
    noticedBy: "2.4-vouched-for",
    story:
      "A bitmap of zeros rotted at its edge. Its zeros were taken for a sector that never came.",
    source: "etcd's isTornEntry, which the README of raft-wal criticises",
  },
  {
    id: "off-by-one-evidence",
    edits: [
      {
        file: "diagnosis.ts",
        find: "lastSequence < durableSequence",
        replace: "lastSequence + 1 < durableSequence",
      },
    ],
    noticedBy: "2.4-known-durable",
    story: "Of all durable records, the last one could be lost without a word. It was the invoice.",
  },
  {
    id: "durable-and-there-is-gone",
    edits: [
      {
        file: "diagnosis.ts",
        find: "lastSequence < durableSequence",
        replace: "durableSequence > 0 && lastSequence <= durableSequence",
      },
    ],
    noticedBy: "2.4-hole-of-a-crash",
    story:
      "Record 4 was durable, and there. Because it was the last one there, the log was refused.",
  },
  {
    id: "zeros-are-damage",
    edits: [
      {
        file: "diagnosis.ts",
        find: "    if (chunk.some((byte) => byte !== 0)) return false;\n",
        replace: "    if (chunk.length > 0) return false;\n",
      },
    ],
    noticedBy: "2.4-zeros",
    story: "The log was preallocated to be fast. Every start kept a copy of a gigabyte of nothing.",
    source: "nutsdb a8962cd; LevelDB's kZeroType",
  },
  {
    id: "snapshot-not-heard",
    edits: [
      {
        file: "diagnosis.ts",
        find: "Math.max(options.knownDurable ?? 0, watermark)",
        replace: "watermark",
      },
    ],
    noticedBy: "2.4-known-durable",
    story: "The snapshot had record 900, the log ended at 700, and the service went on from there.",
    source: "RocksDB d739de63e: track the WAL in the MANIFEST",
  },
  {
    id: "cut-in-the-middle-tolerated",
    edits: [
      {
        file: "case-table.ts",
        find: "isCut(findings) && findings.isLast,",
        replace: "isCut(findings),",
      },
      {
        file: "case-table.ts",
        find: " || (isCut(findings) && !findings.isLast)",
        replace: "",
      },
    ],
    noticedBy: "2.4-not-the-last",
    story:
      "The first of two segments lost its end. It was cut off as torn, and the log had a hole.",
    source: "etcd tolerates a torn tail in the last file only",
  },
  {
    id: "misplaced-is-torn",
    edits: [
      {
        file: "diagnosis.ts",
        find: 'tail: stop === "invalid" ? "damage" : "misplaced"',
        replace: 'tail: "damage"',
      },
    ],
    noticedBy: "2.4-misplaced",
    story:
      "Two files had been joined by hand. Recovery cut off the second half and called it a crash.",
  },
  {
    id: "header-not-verified",
    edits: [
      {
        file: "segment-head.ts",
        find: 'if (verification.kind === "mismatch") {',
        replace: 'if (verification.kind === "mismatch" && parsed.kind !== "header") {',
      },
    ],
    noticedBy: "2.4-damaged-headers",
    story:
      "A bit of the salt flipped. No frame verified any more, and all of them were cut off as torn.",
  },
  {
    id: "creation-cut-short-is-fatal",
    edits: [
      {
        file: "segment-head.ts",
        find: 'size > SEGMENT_HEADER_SIZE ? "damaged" : "cut-short"',
        replace: '"damaged"',
      },
    ],
    noticedBy: "2.4-cut-short-headers",
    story: "The power went at the very first start. There never was a second one.",
    source: "etcd 53792ccbd: a segment without its header breaks the next open",
  },
  {
    id: "stranger-emptied",
    edits: [
      {
        file: "segment-head.ts",
        find: '"foreign" && !isZero(bytes)',
        replace: '"foreign" && !isZero(bytes) && size > SEGMENT_HEADER_SIZE',
      },
    ],
    noticedBy: "2.4-not-its-own",
    story:
      "Somebody mistyped a path. The file behind it held a password, and was cut to zero bytes.",
  },
  {
    id: "newer-version-read",
    edits: [
      {
        file: "segment-head.ts",
        find: '  return { finding: "newer", size };',
        replace:
          "  const older = parseSegmentHeader(bytes.with(8, 1));\n" +
          '  if (older.kind === "header") return { finding: "sound", header: older.header, size };\n' +
          '  return { finding: "newer", size };',
      },
    ],
    noticedBy: "2.4-not-its-own",
    story: "The old program recovered the new format, and cut off all that it did not understand.",
    source: "DuckDB issue 10126",
  },
  {
    id: "failing-read-is-the-end",
    edits: [
      {
        file: "file-window.ts",
        find: "readFully(this.#handle, offset, wanted)",
        replace: "readFully(this.#handle, offset, wanted).catch(() => new Uint8Array(0))",
      },
    ],
    noticedBy: "2.4-unreadable",
    story: "One sector could not be read. What lay behind it was taken for the end of the file.",
  },
];
