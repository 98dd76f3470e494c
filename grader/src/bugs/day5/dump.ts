import type { PlantedBug } from "../planted-bug.ts";

const DUMPED = "tools/dumped-record.ts";
const READING = "tools/log-reading.ts";

/** Mistakes in exercise 5.6: dump. */
export const DUMP_BUGS: readonly PlantedBug[] = [
  {
    id: "time-throws",
    edits: [
      {
        file: DUMPED,
        find: "return Number.isNaN(date.getTime()) ? null : date.toISOString();",
        replace: "return date.toISOString();",
      },
    ],
    noticedBy: "5.6-every-type",
    story: "One record had a time of the year 300,000. The dump ended there, with a RangeError.",
  },
  {
    id: "seals-are-records",
    edits: [
      {
        file: "tools/dump.ts",
        find: "if (type === SEAL_TYPE || sequence < from) continue;",
        replace: "if ((type === SEAL_TYPE && sequence > to) || sequence < from) continue;",
      },
    ],
    noticedBy: "5.6-every-type",
    story: "A log that had been closed cleanly could not be dumped: type 127 is no record type.",
  },
  {
    id: "shows-other-bytes",
    edits: [{ file: DUMPED, find: "fatal: true", replace: "fatal: false" }],
    noticedBy: "5.6-every-type",
    story: "Bytes that were no text were shown with question marks. Nobody could bring them back.",
  },
  {
    id: "eats-the-byte-order-mark",
    edits: [{ file: DUMPED, find: "ignoreBOM: true", replace: "ignoreBOM: false" }],
    noticedBy: "5.6-bytes",
    story: "The file was dumped, and loaded again. It was three bytes shorter.",
  },
  {
    id: "obeys-the-log",
    edits: [
      {
        file: DUMPED,
        find: "/[^\\P{Cc}\\t\\n\\r]/u",
        replace: "/[^\\P{ASCII}\\t\\n\\r -~]/u",
      },
    ],
    noticedBy: "5.6-bytes",
    story: "A job's name had a CSI in it, one character beyond ASCII. The terminal turned red.",
  },
  {
    id: "large-value-overflows",
    edits: [
      {
        file: DUMPED,
        find: "const BASE64_PART = 3 * 4096;",
        replace: "const BASE64_PART = 3 * 2 ** 20;",
      },
    ],
    noticedBy: "5.6-bytes",
    story: "Maximum call stack size exceeded: the value was an image.",
  },
  {
    id: "to-is-not-included",
    edits: [
      { file: "tools/dump.ts", find: "sequence > to) return;", replace: "sequence >= to) return;" },
    ],
    noticedBy: "5.6-from-to-type",
    story: "`--from 7 --to 7` showed nothing.",
  },
  {
    id: "reads-on-behind-to",
    edits: [
      {
        file: "tools/dump.ts",
        find: "      if (signal?.aborted || sequence > to) return;",
        replace: "      if (signal?.aborted) return;\n      if (sequence > to) continue;",
      },
      { file: "tools/dump.ts", find: "      if (sequence === to) return;\n", replace: "" },
    ],
    noticedBy: "5.6-from-to-type",
    story: "The first ten records of a terabyte, please. They came at once, and the end next day.",
  },
  {
    id: "half-a-batch-is-shown",
    edits: [
      {
        file: "tools/whole-batches.ts",
        find: "frames: frames.filter((found) => found.offset < end),",
        replace: "frames,",
      },
    ],
    noticedBy: "5.6-torn-tail",
    story: "The dump had a record that the log did not give back. It was half of a transfer.",
  },
  {
    id: "torn-is-an-error",
    edits: [
      {
        file: READING,
        find: 'if (found.kind === "corrupt") throw damageIn(',
        replace: 'if (found.kind !== "clean") throw damageIn(',
      },
    ],
    noticedBy: "5.6-torn-tail",
    story: "After each crash the tool cried corruption. The log had opened, and nothing was lost.",
  },
  {
    id: "damage-is-the-end",
    edits: [
      {
        file: READING,
        find: '        if (found.kind === "corrupt") throw damageIn(segment, place, reasonOf(found));\n',
        replace: "",
      },
      {
        file: READING,
        find: "beginningOf, damageIn, reasonOf, settledDiagnosis",
        replace: "beginningOf, damageIn, settledDiagnosis",
      },
    ],
    noticedBy: "5.6-damage",
    story: "It dumped 312 of 40,000 records and exited 0. Byte 9 of record 313 was wrong.",
  },
  {
    id: "stranger-in-the-log",
    edits: [
      {
        file: READING,
        find: "if (String(header.logId) !== this.#logId)",
        replace: "if (header.logId.length !== 16)",
      },
    ],
    noticedBy: "5.6-damage",
    story: "A segment of another log had been copied there. Its records were dumped as if at home.",
  },
  {
    id: "opens-to-write",
    edits: [
      {
        file: "tools/log-source.ts",
        find: 'this.#fs.open(this.pathOf(name), "r")',
        replace: 'this.#fs.open(this.pathOf(name), "r+")',
      },
    ],
    noticedBy: "5.6-only-reads",
    story: "The evidence lay on a read-only mount. The tool could not open it: EROFS.",
  },
  {
    id: "leaves-files-open",
    edits: [
      {
        file: READING,
        find: "        } finally {\n          await release(handle);\n        }",
        replace:
          "        } finally {\n          if (this.#isAborted) await release(handle);\n        }",
      },
    ],
    noticedBy: "5.6-only-reads",
    story: "Each look left a file open. After a thousand looks there was EMFILE.",
  },
  {
    id: "follows-in-circles",
    edits: [
      {
        file: READING,
        find: "place ??= header && { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };",
        replace:
          "place = header && { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };",
      },
    ],
    noticedBy: "5.6-follow",
    story: "With each look, all of it again.",
  },
  {
    id: "follow-stays-in-its-segment",
    edits: [
      {
        file: READING,
        find: "const isLast = !(await this.#hasSuccessor(name));",
        replace: "const isLast = this.#options.follow || !(await this.#hasSuccessor(name));",
      },
    ],
    noticedBy: "5.6-follow",
    story: "The log rotated, and there was silence.",
  },
  {
    id: "waits-for-one-more",
    edits: [{ file: "tools/dump.ts", find: "      if (sequence === to) return;\n", replace: "" }],
    noticedBy: "5.6-follow-ends",
    story:
      "`--follow --to 9` had shown record 9, and waited for record 10 to come and be left out.",
  },
  {
    id: "cleaner-breaks-the-reader",
    edits: [
      {
        file: READING,
        find: "if (!names.some((other) => other <= name)) {",
        replace: "if (names.length === 0) {",
      },
    ],
    noticedBy: "5.6-follow-a-cleaned-log",
    story: "The cleaner had been quicker than the reader, who reported corruption.",
  },
  {
    id: "begins-with-one",
    edits: [
      {
        file: READING,
        find: "const expected = this.#expected ?? header?.firstSequence ?? 1;",
        replace: "const expected = this.#expected ?? 1;",
      },
    ],
    noticedBy: "5.6-segments",
    story: "A log that had been cleaned could not be dumped any more: it did not begin with 1.",
  },
  {
    id: "nothing-is-an-empty-log",
    edits: [
      {
        file: "tools/log-source.ts",
        find: "    if (names.length > 0) return names;",
        replace: "    if (names.length >= 0) return names;",
      },
    ],
    noticedBy: "5.6-refuses",
    story:
      "The path had a typing error. The dump of it was empty, and so was the face of its reader.",
  },
  {
    id: "alarm-at-the-first-look",
    edits: [
      {
        file: "tools/segment-verdict.ts",
        find: 'if (diagnosis.kind !== "corrupt" || diagnosis.end === before) return diagnosis;',
        replace: 'if (diagnosis.kind !== "corrupt" || diagnosis.end !== before) return diagnosis;',
      },
    ],
    noticedBy: "5.6-beside-a-writer",
    story:
      "Each night the backup read the log while it was written. Each month it cried corruption.",
  },
];
