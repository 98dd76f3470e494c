import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 1.2. */
export const RECORD_BUGS: readonly PlantedBug[] = [
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
        find: "key: new Uint8Array(frame.key)",
        replace: "key: frame.key",
      },
    ],
    noticedBy: "1.2-owns-its-bytes",
    story: "The record was right when it was read, and wrong one read later.",
    source: "raft-wal 1cab18f: a logical race caused by sharing a read buffer",
  },
];
