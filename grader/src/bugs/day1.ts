import type { PlantedBug } from "./planted-bug.ts";

/** The mistakes of day 1. */
export const DAY1_BUGS: readonly PlantedBug[] = [
  {
    id: "no-checksum",
    edits: [{ file: "checksum.ts", find: "expected === actual ?", replace: "true ?" }],
    noticedBy: "1.6-every-bit",
    story:
      "One bit of a value rotted on the disk. The log read it back as if nothing had happened.",
    source: "tidwall/wal has no checksum in its binary format",
  },
  {
    id: "type-not-covered",
    edits: [
      {
        file: "checksum.ts",
        find: "stamp(block: Uint8Array, seed: number): Uint8Array {",
        replace:
          "stamp(block: Uint8Array, seed: number): Uint8Array {\n  const type = block[4] ?? 0;\n  block[4] = 0;",
      },
      {
        file: "checksum.ts",
        find: "crc32(block.subarray(CRC_SIZE), seed), true);",
        replace: "crc32(block.subarray(CRC_SIZE), seed), true);\n  block[4] = type;",
      },
      {
        file: "checksum.ts",
        find: "const actual = crc32(block.subarray(CRC_SIZE), seed);",
        replace:
          "const copy = block.slice(CRC_SIZE);\n  copy[0] = 0;\n  const actual = crc32(copy, seed);",
      },
    ],
    noticedBy: "1.3-covers-everything",
    story: "The type lay outside the checksum: a put became a delete, and its key was gone.",
    source: "etcd's WAL encoder computes its CRC over the data only",
  },
  skipped("length-not-covered", 12, "The size lay outside the checksum and picked its own end."),
  skipped(
    "sequence-not-covered",
    20,
    "The sequence lay outside: the record came back in a wrong place.",
  ),
  {
    id: "header-only-covered",
    edits: [
      {
        file: "checksum.ts",
        find: "setUint32(0, crc32(block.subarray(CRC_SIZE), seed), true)",
        replace: "setUint32(0, crc32(block.subarray(CRC_SIZE, 48), seed), true)",
      },
      {
        file: "checksum.ts",
        find: "const actual = crc32(block.subarray(CRC_SIZE), seed);",
        replace: "const actual = crc32(block.subarray(CRC_SIZE, 48), seed);",
      },
    ],
    noticedBy: "1.3-covers-everything",
    story:
      "Only the header was covered. The values, which are what people keep logs for, were not.",
  },
  {
    id: "signed-crc",
    edits: [{ file: "checksum.ts", find: " >>> 0", replace: "" }],
    noticedBy: "1.3-unsigned",
    story: "Every other record was called corrupt: its checksum was negative in memory.",
  },
  {
    id: "sum-for-a-crc",
    edits: [
      {
        file: "checksum.ts",
        find: "CRC32.buf(bytes, seed) >>> 0",
        replace: "bytes.reduce((sum, byte) => (sum + byte) >>> 0, CRC32.buf([], 0) + seed)",
      },
    ],
    noticedBy: "1.3-vectors",
    story: "The sum of zeros is zero, so a page of zeros verified; so did two swapped bytes.",
  },
  {
    id: "castagnoli",
    edits: [
      {
        file: "checksum.ts",
        find: "return CRC32.buf(bytes, seed) >>> 0;",
        replace:
          "let crc = ~seed ^ (CRC32.bstr('') & 0);\n" +
          "  for (const byte of bytes) {\n" +
          "    crc ^= byte;\n" +
          "    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);\n" +
          "  }\n  return ~crc >>> 0;",
      },
    ],
    noticedBy: "1.3-vectors",
    story: "Another polynomial under the same name: no other tool could read the log.",
  },
  {
    id: "seed-ignored",
    edits: [{ file: "checksum.ts", find: "CRC32.buf(bytes, seed)", replace: "CRC32.buf(bytes)" }],
    noticedBy: "1.3-seed",
    story: "Bytes of the file's earlier life verified, and a record from last week was back.",
  },
  {
    id: "big-endian-crc",
    edits: [
      { file: "checksum.ts", find: "seed), true);", replace: "seed), false);" },
      { file: "checksum.ts", find: "getUint32(0, true)", replace: "getUint32(0, false)" },
    ],
    noticedBy: "1.3-byte-order",
    story: "Writer and reader agreed with each other and with nobody else.",
  },
  {
    id: "facts-swapped",
    edits: [
      {
        file: "checksum.ts",
        find: '{ kind: "mismatch", expected, actual }',
        replace: '{ kind: "mismatch", expected: actual, actual: expected }',
      },
    ],
    noticedBy: "1.3-tells-both",
    story: "The operator looked for the bytes the message named, and found them nowhere.",
  },
  {
    id: "hex-not-padded",
    edits: [{ file: "errors.ts", find: '.padStart(8, "0")', replace: "" }],
    noticedBy: "1.4-mismatch-message",
    story: "The message said 1f; searching the disk for 1f found thousands.",
  },
  {
    id: "message-without-offset",
    edits: [
      {
        file: "errors.ts",
        find: "corruptionMessage(sequence, offset, cause), { cause }",
        replace: "corruptionMessage(sequence, sequence, cause), { cause }",
      },
    ],
    noticedBy: "1.4-corruption-message",
    story: "The log was corrupt somewhere in forty gigabytes.",
  },
  {
    id: "characters-for-bytes",
    edits: [
      {
        file: "record-frame.ts",
        find: "return new TextEncoder().encode(text);",
        replace: "return new TextEncoder().encode(text).subarray(0, text.length);",
      },
    ],
    noticedBy: "1.2-round-trip",
    story: "A job called Zürich came back as Züric, and nobody had such a job.",
  },
  {
    id: "mark-dropped",
    edits: [{ file: "record-frame.ts", find: ", ignoreBOM: true", replace: "" }],
    noticedBy: "1.2-round-trip",
    story:
      "A job id from a Windows file began with U+FEFF. Acknowledged, it was never found again.",
  },
  {
    id: "codes-renumbered",
    edits: [
      { file: "record.ts", find: "dispatch: 33", replace: "dispatch: 34" },
      { file: "record.ts", find: "ack: 34", replace: "ack: 33" },
    ],
    noticedBy: "1.2-codes",
    story: "After the update, every job that had been handed out counted as done.",
  },
  {
    id: "unknown-type-guessed",
    edits: [
      {
        file: "record-frame.ts",
        find: "TYPES_BY_CODE.get(frame.type);",
        replace: 'TYPES_BY_CODE.get(frame.type) ?? "put";',
      },
    ],
    noticedBy: "1.2-unknown-type",
    story: "Records of a newer version were replayed as puts with strange keys.",
    source: "RocksDB marks types that may be skipped safely: kRecordTypeSafeIgnoreMask",
  },
  {
    id: "stray-fields-dropped",
    edits: [
      {
        file: "record-frame.ts",
        find: "  assertNothingElse(record, frame);\n",
        replace: "",
      },
      {
        file: "record-frame.ts",
        find: "/** A field that the type does not have must be empty, or something was there that we would drop. */\nfunction assertNothingElse",
        replace: "export function assertNothingElse",
      },
    ],
    noticedBy: "1.2-nothing-dropped",
    story:
      "A bug wrote deletes with values. Reading dropped the values, and with them the evidence.",
  },
  {
    id: "stray-transaction-id",
    edits: [
      {
        file: "record-frame.ts",
        find: "Number.isSafeInteger(id) && id > 0 : id === 0",
        replace: "Number.isSafeInteger(id) && id > 0 : true",
      },
    ],
    noticedBy: "1.2-refuses-what-it-cannot-keep",
    story:
      "A put with a stray transaction id was acknowledged, and called corrupt when it was read.",
  },
  {
    id: "half-a-pair",
    edits: [{ file: "record-frame.ts", find: "!text.isWellFormed()", replace: "text.length < 0" }],
    noticedBy: "1.2-refuses-what-it-cannot-keep",
    story: "Half a surrogate pair became U+FFFD on disk: two different jobs got one name.",
  },
  {
    id: "record-aliases-buffer",
    edits: [
      {
        file: "record-frame.ts",
        find: 'delete: ({ key }) => ({ type: "delete", key: new Uint8Array(key) })',
        replace: 'delete: ({ key }) => ({ type: "delete", key })',
      },
    ],
    noticedBy: "1.2-owns-its-bytes",
    story: "The record was right when it was read, and wrong one read later.",
    source: "raft-wal 1cab18f: a logical race caused by sharing a read buffer",
  },
  {
    id: "short-write-ignored",
    edits: [
      {
        file: "handle-io.ts",
        find: "written += bytesWritten;",
        replace: "written = bytes.length + 0 * bytesWritten;",
      },
    ],
    noticedBy: "1.5-short-writes",
    story: "The disk was nearly full: half a frame was written, and acknowledged.",
  },
  {
    id: "short-read-is-the-end",
    edits: [
      {
        file: "handle-io.ts",
        find: "if (bytesRead === 0) break;\n    filled += bytesRead;",
        replace: "filled += bytesRead;\n    break;",
      },
    ],
    noticedBy: "1.5-short-reads",
    story:
      "On a network disk a read gave 4 KiB of a larger record, and the log was called corrupt.",
  },
  {
    id: "prefix-lost-when-growing",
    edits: [
      {
        file: "handle-io.ts",
        find: "  return bytes.subarray(0, filled);",
        replace:
          "  if (filled > 65_536) bytes.fill(0, 0, 65_536);\n  return bytes.subarray(0, filled);",
      },
    ],
    noticedBy: "1.8-large-records",
    story: "The buffer grew, and what had been in it stayed behind.",
    source: "LadybugDB issue 959: records larger than 4 KB",
  },
  {
    id: "endless-write",
    edits: [
      {
        file: "handle-io.ts",
        find: 'if (bytesWritten === 0) throw new Error("The file system took no byte and gave no error.");',
        replace: "",
      },
    ],
    noticedBy: "1.5-no-progress",
    story: "A full pipe took nothing. The process was busy for ever, and the pager stayed silent.",
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
          "let bytes = new Uint8Array(FRAME_HEADER_SIZE);\n" +
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
  {
    id: "never-syncs",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#options.sync === "always") await this.sync(); // The commit point: O1.',
        replace: "this.#syncedSequence = sequence;",
      },
    ],
    noticedBy: "1.7-sync-before-resolve",
    story:
      "All tests were green: they closed the file and read it back. The power cut did not close it.",
    source: "Jepsen's NATS report: 131,418 of 930,005 acknowledged messages lost",
  },
  {
    id: "resolves-before-sync",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#options.sync === "always") await this.sync(); // The commit point: O1.',
        replace: 'if (this.#options.sync === "always") this.sync().catch(() => undefined);',
      },
    ],
    noticedBy: "1.7-sync-before-resolve",
    story: "The sync was started. Nobody waited for it.",
  },
  {
    id: "sync-then-write",
    edits: [
      {
        file: "log-file.ts",
        find: '    await this.#write(bytes);\n    this.#lastSequence = sequence;\n    if (this.#options.sync === "always") await this.sync(); // The commit point: O1.',
        replace:
          '    if (this.#options.sync === "always") await this.sync();\n    await this.#write(bytes);\n    this.#lastSequence = sequence;',
      },
    ],
    noticedBy: "1.7-sync-before-resolve",
    story: "Each sync made the record before last durable. The last one never was.",
  },
  {
    id: "watermark-runs-ahead",
    edits: [
      {
        file: "log-file.ts",
        find: "syncedWatermark: this.#syncedSequence }",
        replace: "syncedWatermark: sequence - 1 }",
      },
    ],
    noticedBy: "1.7-watermark",
    story: "A healthy log, torn by a crash, was accused of corruption, and refused to open.",
  },
  {
    id: "watermark-stands-still",
    edits: [
      {
        file: "log-file.ts",
        find: "    this.#syncedSequence = written;\n",
        replace: "    this.#syncedSequence = Math.min(written, this.#syncedSequence);\n",
      },
    ],
    noticedBy: "1.7-watermark",
    story:
      "Rotted records passed for a torn tail: nothing on disk said that they had been durable.",
  },
  {
    id: "goes-on-after-failure",
    edits: [{ file: "log-file.ts", find: '      this.#state = "failed";\n', replace: "" }],
    noticedBy: "1.7-failed-is-failed",
    story:
      "The sync failed once, the next one succeeded. The kernel had dropped the pages meanwhile.",
    source: "PostgreSQL's fsync surprise of 2018",
  },
  {
    id: "retries-the-sync",
    edits: [
      {
        file: "log-file.ts",
        find: 'await this.#orFail("sync the log", this.#handle.datasync());',
        replace:
          "const retried = this.#handle.datasync().catch(() => this.#handle.datasync());\n" +
          '    await this.#orFail("sync the log", retried);',
      },
    ],
    noticedBy: "1.7-survives-failures",
    story: "It tried again, and it worked. The second sync had nothing left to write.",
    source: "PostgreSQL's fsync surprise of 2018",
  },
  {
    id: "refusal-takes-a-number",
    edits: [
      {
        file: "log-file.ts",
        find: "    const sequence = this.#lastSequence + 1;\n    const frame",
        replace:
          "    const sequence = this.#lastSequence + 1;\n    this.#lastSequence = sequence;\n    const frame",
      },
    ],
    noticedBy: "1.7-refused-record",
    story: "A record was too large and was refused. The hole it left made the log corrupt.",
  },
  {
    id: "limit-not-enforced",
    edits: [
      {
        file: "log-file.ts",
        find: "encodeFrame(frame, this.#options.maxRecordSize)",
        replace: "encodeFrame(frame)",
      },
    ],
    noticedBy: "1.7-refused-record",
    story: "It wrote what it would refuse to read.",
  },
  {
    id: "writes-at-its-own-offset",
    edits: [
      {
        file: "log-file.ts",
        find: 'fs.open(path, "a+")',
        replace: 'fs.open(path, "r+").catch(() => fs.open(path, "w+"))',
      },
      {
        file: "log-file.ts",
        find: "writeFully(this.#handle, stamp(frame, this.#header.salt))",
        replace: "writeFully(this.#handle, stamp(frame, this.#header.salt), this.#end)",
      },
      {
        file: "handle-io.ts",
        find: "writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {",
        replace:
          "writeFully(\n  handle: FileHandle,\n  bytes: Uint8Array,\n  at = 0,\n): Promise<void> {",
      },
      {
        file: "handle-io.ts",
        find: "bytes.length - written, null)",
        replace: "bytes.length - written, at + written)",
      },
    ],
    noticedBy: "1.7-append-mode",
    story: "Two tools had the log open. Each wrote where it thought the end was.",
  },
  {
    id: "empty-is-a-delete",
    edits: [{ file: "log-file.ts", find: "value === null ?", replace: "!value?.length ?" }],
    noticedBy: "1.7-write",
    story: "An empty setting was stored, and the setting was gone.",
  },
  {
    id: "positions-drift",
    edits: [
      {
        file: "log-file.ts",
        find: "offset: this.#end, size",
        replace: "offset: this.#end + 8, size",
      },
    ],
    noticedBy: "1.7-bytes",
    story: "Each position pointed a few bytes past its record.",
  },
  {
    id: "read-goes-anywhere",
    edits: [
      {
        file: "log-file.ts",
        find: "Number.isInteger(offset) && offset >= SEGMENT_HEADER_SIZE && offset < this.#end",
        replace: "offset < Number.POSITIVE_INFINITY && SEGMENT_HEADER_SIZE > 0",
      },
    ],
    noticedBy: "1.8-refuses-nowhere",
    story: "A position from another log was looked up in this one, and called corruption.",
  },
  {
    id: "read-does-not-verify",
    edits: [
      {
        file: "log-file.ts",
        find: "const { frame } = await readFrame(this.#handle, offset, expectation);",
        replace:
          "const bytes = await readFully(this.#handle, offset, this.#end - offset);\n" +
          "    const parsed = parseFrame(viewOf(bytes));\n" +
          '    if (parsed.kind !== "frame" || parsed.frame.sequence !== expectation.sequence) {\n' +
          "      return fromFrame((await readFrame(this.#handle, offset, expectation)).frame);\n    }\n" +
          "    const { frame } = parsed;",
      },
      {
        file: "log-file.ts",
        find: "import { io, writeFully }",
        replace: "import { io, readFully, writeFully }",
      },
      {
        file: "log-file.ts",
        find: "  nodeFs,\n",
        replace: "  nodeFs,\n  parseFrame,\n  viewOf,\n",
      },
    ],
    noticedBy: "1.8-verifies",
    story: "Checked when it was opened, in spring. Served, unchecked, in autumn.",
  },
  {
    id: "sync-does-nothing",
    edits: [
      {
        file: "log-file.ts",
        find: 'await this.#orFail("sync the log", this.#handle.datasync());',
        replace:
          'if (this.#options.sync === "always") await this.#orFail("sync the log", this.#handle.datasync());',
      },
    ],
    noticedBy: "1.9-manual-sync",
    story: "Sync resolved at once. It was very fast.",
  },
  {
    id: "manual-syncs-anyway",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#options.sync === "always") await this.sync(); //',
        replace: "await this.sync(); //",
      },
    ],
    noticedBy: "1.9-manual-is-lazy",
    story: "Asked for one sync a thousand records, it made a thousand.",
  },
  {
    id: "no-seal",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#state === "open" && !this.#sealed) await this.#seal();',
        replace: 'if (this.#state === "open" && !this.#sealed) await this.sync();',
      },
      { file: "log-file.ts", find: "  async #seal()", replace: "  async seal()" },
    ],
    noticedBy: "1.9-seals",
    story: "The last record rotted, and nothing behind it said that it had ever been there.",
  },
  {
    id: "seal-vouches-too-early",
    edits: [
      {
        file: "log-file.ts",
        find: "    if (this.#syncedSequence < this.#lastSequence) await this.sync();\n",
        replace: "",
      },
    ],
    noticedBy: "1.9-seals",
    story:
      "The seal was written before what it vouches for was durable, so it could vouch for nothing.",
  },
  {
    id: "seal-takes-a-sequence",
    edits: [
      {
        file: "log-file.ts",
        find: "this.#stampFor(this.#lastSequence + 1);",
        replace: "this.#stampFor(++this.#lastSequence);",
      },
    ],
    noticedBy: "1.9-states",
    story: "Each restart used up a number, and the auditors asked where record 4 had gone.",
  },
  {
    id: "close-forgets-to-sync",
    edits: [
      {
        file: "log-file.ts",
        find: "    await this.sync();\n    this.#sealed = true;",
        replace: "    this.#sealed = true;",
      },
    ],
    noticedBy: "1.9-close-is-durable",
    story: "Close resolved, the machine was switched off. The seal had been in memory.",
  },
  {
    id: "append-after-close",
    edits: [
      {
        file: "log-file.ts",
        find: '  #assertOpen(): void {\n    if (this.#state === "closed") throw closed();\n',
        replace: "  #assertOpen(): void {\n",
      },
    ],
    noticedBy: "1.9-states",
    story: "An append after close failed with EBADF, which nobody's code was looking for.",
  },
  {
    id: "no-reads-when-failed",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#state === "closed") throw closed();\n    if (!(Number',
        replace: "this.#assertOpen();\n    if (!(Number",
      },
    ],
    noticedBy: "1.9-reads-when-failed",
    story: "The disk was full. Nobody could read either.",
  },
  {
    id: "removal-not-durable",
    edits: [
      {
        file: "log-file.ts",
        find: '    await io("remove the log", fs.unlink(path));\n    await io("sync the directory", syncDirectory(fs, directoryOf(path)));',
        replace: '    await io("remove the log", fs.unlink(path));',
      },
    ],
    noticedBy: "1.9-remove",
    story: "The customer's data had been deleted. After the power cut it was back.",
  },
  {
    id: "close-leaks",
    edits: [
      {
        file: "log-file.ts",
        find: '      this.#state = "closed";\n      await this.#handle.close().catch(() => undefined);\n      throw error;',
        replace: '      this.#state = "closed";\n      throw error;',
      },
    ],
    noticedBy: "1.9-leaks-nothing",
    story:
      "The disk failed, so close failed, so the file stayed open, so the disk could not be removed.",
  },
];

/** A byte of the frame that neither writer nor reader covers. */
function skipped(id: string, offset: number, story: string): PlantedBug {
  const index = offset - 4;
  return {
    id,
    edits: [
      {
        file: "checksum.ts",
        find: "setUint32(0, crc32(block.subarray(CRC_SIZE), seed), true)",
        replace: `setUint32(0, crc32(block.slice(CRC_SIZE).fill(0, ${index}, ${index + 4}), seed), true)`,
      },
      {
        file: "checksum.ts",
        find: "const actual = crc32(block.subarray(CRC_SIZE), seed);",
        replace: `const actual = crc32(block.slice(CRC_SIZE).fill(0, ${index}, ${index + 4}), seed);`,
      },
    ],
    noticedBy: "1.3-covers-everything",
    story,
  };
}
