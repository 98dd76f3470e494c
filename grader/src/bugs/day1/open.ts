import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 1.6. */
export const OPEN_BUGS: readonly PlantedBug[] = [
  {
    id: "no-checksum",
    edits: [{ file: "checksum.ts", find: "expected === actual ?", replace: "true ?" }],
    noticedBy: "1.6-every-bit",
    story:
      "One bit of a value rotted on the disk. The log read it back as if nothing had happened.",
    source: "tidwall/wal has no checksum in its binary format",
  },
  {
    id: "fixed-salt",
    edits: [
      {
        file: "header.ts",
        find: "const [salt = 0] = crypto.getRandomValues(new Uint32Array(1));",
        replace: "const salt = 0x5a17;",
      },
    ],
    noticedBy: "1.6-creates",
    story: "The same salt in each log: a page from another log's file verified in this one.",
  },
  {
    id: "header-unstamped",
    edits: [
      { file: "header.ts", find: "  stamp(bytes.subarray(SEGMENT_CRC_OFFSET), 0);\n", replace: "" },
      { file: "header.ts", find: "import { stamp, verify }", replace: "import { verify }" },
      {
        file: "header.ts",
        find: 'if (verification.kind === "mismatch") {',
        replace: 'if (verification.kind === "mismatch" && parsed.kind !== "header") {',
      },
    ],
    noticedBy: "1.6-creates",
    story: "Nobody stamped the header, so nobody could verify it.",
  },
  {
    id: "name-not-durable",
    edits: [
      {
        file: "log-file.ts",
        find: '      await io("sync the directory", syncDirectory(fs, directoryOf(path)));\n      return new',
        replace: "      return new",
      },
    ],
    noticedBy: "1.6-durable-when-open",
    story: "Every record was synced. After the power cut, there was no file of that name.",
    source: "LevelDB issue 68: the directory is synced after a new manifest",
  },
  {
    id: "header-not-durable",
    edits: [
      {
        file: "log-file.ts",
        find: '      await io("sync the log", handle.datasync());\n',
        replace: "",
      },
    ],
    noticedBy: "1.6-durable-when-open",
    story: "The name survived, and the file was empty.",
  },
  {
    id: "unsynced-exposed",
    edits: [
      {
        file: "log-file.ts",
        find: 'await io("sync the log", handle.datasync());',
        replace: 'if (size === 0) await io("sync the log", handle.datasync());',
      },
    ],
    noticedBy: "1.6-syncs-what-it-reads",
    story: "After the kill the record was there, and was served; after the power cut it was not.",
  },
  {
    id: "sequence-restarts",
    edits: [
      {
        file: "log-file.ts",
        find: "this.#lastSequence = contents.lastSequence;",
        replace: "this.#lastSequence = 0;",
      },
      {
        file: "log-file.ts",
        find: "this.#syncedSequence = contents.lastSequence;",
        replace: "this.#syncedSequence = 0;",
      },
    ],
    noticedBy: "1.6-continues",
    story: "After each restart the numbers began again at 1, and the next start refused the log.",
    source: "RocksDB issue 10516",
  },
  {
    id: "seals-at-every-close",
    edits: [{ file: "log-file.ts", find: " && !this.#sealed", replace: "" }],
    noticedBy: "1.6-continues",
    story: "A health check opened and closed the log each second; it grew by four megabytes a day.",
  },
  {
    id: "foreign-file-taken",
    edits: [
      {
        file: "header.ts",
        find: 'if (parsed.kind === "unsupported") {',
        replace: 'if (parsed.kind === "unsupported" && parsed.version > 2) {',
      },
      {
        file: "header.ts",
        find: "  return parsed.header;",
        replace:
          '  if (parsed.kind === "unsupported") {\n' +
          "    const logId = bytes.slice(32, 48);\n" +
          "    const salt = bytes[48] ?? 0;\n" +
          "    return { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: 1, logId, salt };\n" +
          "  }\n  return parsed.header;",
      },
    ],
    noticedBy: "1.6-refuses-what-is-not-its-own",
    story: "The old program opened the new format and appended to it. Then neither could read it.",
    source: "DuckDB issue 10126",
  },
  {
    id: "stops-at-damage",
    edits: [
      {
        file: "frame-reader.ts",
        find: "const { frame, size } = await readFrame(handle, contents.end, { ...options, sequence });",
        replace:
          "const found = await readFrame(handle, contents.end, { ...options, sequence }).catch(() => undefined);\n" +
          "    if (found === undefined) break;\n    const { frame, size } = found;",
      },
    ],
    noticedBy: "1.6-every-bit",
    story: "One flipped bit near the start, and the log opened happily with none of its records.",
    source: "Jepsen's NATS report: one bit lost 679,153 acknowledged writes",
  },
  {
    id: "missing-bytes-are-zero",
    edits: [
      {
        file: "frame-reader.ts",
        find: 'let bytes = await io("read the log", readFully(handle, offset, FRAME_HEADER_SIZE));',
        replace:
          "let bytes: Uint8Array = new Uint8Array(FRAME_HEADER_SIZE);\n" +
          '  bytes.set(await io("read the log", readFully(handle, offset, FRAME_HEADER_SIZE)));',
      },
      {
        file: "frame-reader.ts",
        find: 'if (parsed.kind === "invalid") throw',
        replace: 'if (parsed.kind === "invalid" && parsed.flaw !== "type-zero") throw',
      },
      {
        file: "frame-reader.ts",
        find: "const verification = verify(",
        replace:
          'if (parsed.kind === "invalid") return { frame: { type: SEAL_TYPE } as Frame, size: FRAME_HEADER_SIZE };\n' +
          "  const verification = verify(",
      },
    ],
    noticedBy: "1.6-every-cut",
    story:
      "The file ended after three bytes of a header; the rest was taken for zeros, and for the end.",
  },
  {
    id: "zeros-are-the-end",
    edits: [
      {
        file: "frame-reader.ts",
        find: 'if (parsed.kind === "invalid") throw',
        replace: 'if (parsed.kind === "invalid" && parsed.flaw !== "type-zero") throw',
      },
      {
        file: "frame-reader.ts",
        find: "const verification = verify(",
        replace:
          'if (parsed.kind === "invalid") return { frame: { type: SEAL_TYPE } as Frame, size: Number.MAX_SAFE_INTEGER };\n' +
          "  const verification = verify(",
      },
    ],
    noticedBy: "1.6-zero-fill",
    story:
      "A block of zeros in the middle was taken for the end, and nobody missed what came behind.",
    source: "rosedb's first chunk type is 0",
  },
  {
    id: "sequence-not-compared",
    edits: [
      {
        file: "frame-reader.ts",
        find: "if (parsed.frame.sequence !== sequence) {",
        replace: "if (parsed.frame.sequence < 0) {",
      },
    ],
    noticedBy: "1.6-sequence",
    story: "A block was written twice. Every job in it ran twice.",
    source: "etcd: ErrSliceOutOfRange",
  },
  {
    id: "size-believed",
    edits: [
      {
        file: "frame-reader.ts",
        find: "let parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);",
        replace: "let parsed = parseFrame(viewOf(bytes), 0, Math.max(maxRecordSize, 2 ** 31));",
      },
    ],
    noticedBy: "1.6-absurd-size",
    story: "A damaged size asked for two gigabytes, and the process died before it could say why.",
    source: "rosedb issue 315: slice bounds out of range",
  },
  {
    id: "searches-for-the-next-frame",
    edits: [
      {
        file: "frame-reader.ts",
        find: "const { frame, size } = await readFrame(handle, contents.end, { ...options, sequence });",
        replace:
          "let found: Awaited<ReturnType<typeof readFrame>> | undefined;\n" +
          "    let skipped = 0;\n" +
          "    while (found === undefined && contents.end + skipped < size) {\n" +
          "      const attempt = readFrame(handle, contents.end + skipped, { ...options, sequence });\n" +
          "      found = await attempt.catch(() => undefined);\n" +
          "      if (found === undefined) skipped += 8;\n" +
          "    }\n" +
          "    if (found === undefined) await readFrame(handle, contents.end, { ...options, sequence });\n" +
          "    if (found === undefined) break;\n" +
          "    contents = { ...contents, end: contents.end + skipped };\n" +
          "    const { frame, size: frameSize } = found;\n    const size_ = frameSize;",
      },
      {
        file: "frame-reader.ts",
        find: "end: contents.end + size, lastSequence",
        replace: "end: contents.end + size_, lastSequence",
      },
    ],
    noticedBy: "1.6-frame-in-a-value",
    story: "A backup of a log, stored as a value in a log, was replayed after one bad byte.",
    source: "LevelDB's log format names resynchronising as what its blocks are for",
  },
  {
    id: "open-leaks",
    edits: [
      {
        file: "log-file.ts",
        find: "      await handle.close().catch(() => undefined);\n",
        replace: "",
      },
    ],
    noticedBy: "1.6-leaks-nothing",
    story: "It retried a damaged log each second. After seventeen minutes it could open nothing.",
  },
];
