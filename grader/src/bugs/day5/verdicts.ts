import type { PlantedBug } from "../planted-bug.ts";

const VERDICT = "tools/log-verdict.ts";
const STATS = "tools/stats.ts";
const INSPECT = "tools/inspect.ts";

/** Mistakes in exercise 5.7, validate, and in 5.8, stats and inspect. */
export const VERDICT_BUGS: readonly PlantedBug[] = [
  {
    id: "everything-is-torn",
    edits: [
      {
        file: VERDICT,
        find: 'const verdict = kind === "torn" ? "torn" : "corrupt";',
        replace: 'const verdict = kind === "foreign" ? "corrupt" : "torn";',
      },
    ],
    noticedBy: "5.7-corrupt",
    story: "Torn, said the tool; so the log was opened, and repair cut off a year.",
    source: "Typhon #759",
  },
  {
    id: "the-last-one-decides",
    edits: [
      {
        file: VERDICT,
        find: 'if (damaged.kind === "corrupt") return damaged;',
        replace: 'if (damaged.kind === "corrupt" && segment === segments.at(-1)) return damaged;',
      },
    ],
    noticedBy: "5.7-corrupt",
    story: "Only the last segment was looked at closely. The damage was in the one before.",
  },
  {
    id: "affects-all-of-it",
    edits: [
      {
        file: VERDICT,
        find: "const place = { segment, offset, sequence: lastSequence + 1, affectedBytes: size - offset };",
        replace:
          "const place = { segment, offset, sequence: lastSequence + 1, affectedBytes: size };",
      },
    ],
    noticedBy: "5.7-corrupt",
    story: "Nine bytes were torn off. The report said 64 MiB, and somebody restored a backup.",
  },
  {
    id: "names-the-record-before",
    edits: [
      {
        file: VERDICT,
        find: "const place = { segment: name, offset, sequence: lastSequence + 1, affectedBytes: size - offset };",
        replace:
          "const place = { segment: name, offset, sequence: lastSequence, affectedBytes: size - offset };",
      },
    ],
    noticedBy: "5.7-torn",
    story: "The report named a record. It was the last one that was whole.",
  },
  {
    id: "checkpoint-is-not-asked",
    edits: [
      {
        file: VERDICT,
        find: "const lost = checkpoint && (isEmpty || reached < checkpoint.sequence);",
        replace:
          "const lost = checkpoint && reached < checkpoint.sequence && segments.length === 0;",
      },
    ],
    noticedBy: "5.7-checkpoint",
    story: "The tail was gone, and the log was clean without it. Only the checkpoint knew better.",
  },
  {
    id: "damage-has-no-place",
    edits: [
      {
        file: VERDICT,
        find: "const offset = isInPlace ? end : 0;",
        replace: "const offset = isInPlace ? end : size;",
      },
    ],
    noticedBy: "5.7-torn",
    story: "A segment was missing. The damage, said the tool, began behind the end of the next.",
  },
  {
    id: "validate-repairs",
    edits: [
      {
        file: "tools/validate.ts",
        find: 'import { survey } from "@wal-labs/rotation";',
        replace: 'import { SegmentedLog, survey } from "@wal-labs/rotation";',
      },
      {
        file: "tools/validate.ts",
        find: "    const found = await survey(fs, path, { maxRecordSize });",
        replace:
          "    await SegmentedLog.open(path, { fs }).then((log) => log.close()).catch(() => undefined);\n    const found = await survey(fs, path, { maxRecordSize });",
      },
    ],
    noticedBy: "5.7-clean",
    story: "It was opened to see whether it could be. Opening had repaired it, and it was clean.",
  },
  {
    id: "foreign-is-corrupt",
    edits: [
      {
        file: "tools/segment-verdict.ts",
        find: 'if (kind === "foreign") throw new WalError(',
        replace: 'if (kind === "foreign" && name === "") throw new WalError(',
      },
    ],
    noticedBy: "5.7-refuses",
    story: "Given a photograph, the tool said: corrupt from byte 0 on.",
  },
  {
    id: "seals-are-counted",
    edits: [{ file: STATS, find: "    if (type === SEAL_TYPE) return;\n", replace: "" }],
    noticedBy: "5.8-counts",
    story: "One record more than there was, for each segment.",
  },
  {
    id: "each-record-a-batch",
    edits: [
      {
        file: STATS,
        find: "        if ((flags & LAST_OF_BATCH) === 0) continue;",
        replace: "        if ((flags & LAST_OF_BATCH) > 1) continue;",
      },
    ],
    noticedBy: "5.8-counts",
    story: "Records for each batch: 1.0. So group commit was thought to be broken.",
  },
  {
    id: "time-runs-forward",
    edits: [
      {
        file: STATS,
        find: "this.#latestMs = Math.max(this.#latestMs, timestampMs);",
        replace: "this.#latestMs = timestampMs;",
      },
    ],
    noticedBy: "5.8-counts",
    story: "The clock had been set back. By the statistics the log ended before it began.",
  },
  {
    id: "zeros-are-a-tail",
    edits: [
      {
        file: STATS,
        find: "if (await isZeroIn(handle, end, size)) this.#bytes.zeros",
        replace: "if (await isZeroIn(handle, 0, size)) this.#bytes.zeros",
      },
    ],
    noticedBy: "5.8-bytes",
    story: "Preallocated space looked like 60 MiB of garbage.",
  },
  {
    id: "unknown-is-unknown",
    edits: [
      {
        file: STATS,
        find: "return known?.[0] ?? String(code);",
        replace: 'return known?.[0] ?? "unknown";',
      },
    ],
    noticedBy: "5.8-judges-nothing",
    story: "Three new types had come with the new version. The old tool made one of them.",
  },
  {
    id: "looks-in-the-first-segment",
    edits: [
      {
        file: INSPECT,
        find: "for (const name of (await source.someNames()).reverse()) {",
        replace: "for (const name of await source.someNames()) {",
      },
    ],
    noticedBy: "5.8-inspect-by-sequence",
    story: "Record 9 was not there, it said. It had looked in the first of three segments.",
  },
  {
    id: "hides-the-damaged-one",
    edits: [
      {
        file: INSPECT,
        find: "if (place.sequence === sequence && place.offset < size) return place.offset;",
        replace: "if (place.sequence === sequence && place.offset > size) return place.offset;",
      },
    ],
    noticedBy: "5.8-inspect-by-sequence",
    story: "Validate said that record 7 was damaged. Inspect said that there was no record 7.",
  },
  {
    id: "begins-anywhere",
    edits: [
      {
        file: INSPECT,
        find: "Number.isSafeInteger(offset) && offset >= SEGMENT_HEADER_SIZE && offset % 8 === 0;",
        replace: "Number.isSafeInteger(offset) && offset >= SEGMENT_HEADER_SIZE;",
      },
    ],
    noticedBy: "5.8-inspect-refuses",
    story: "One byte off, every field had a name, and none a meaning.",
  },
  {
    id: "out-of-place-is-in-place",
    edits: [
      {
        file: VERDICT,
        find: 'found === "torn" || (found === "damaged" && header !== undefined);',
        replace: 'found === "torn" || header !== undefined;',
      },
    ],
    noticedBy: "5.7-segments-in-place",
    story: "Segment 2 was missing, and the report pointed to the end of segment 3.",
  },
  {
    id: "corrupt-at-the-first-look",
    edits: [
      {
        file: "tools/validate.ts",
        find: "if (place === before) return found;",
        replace: "if (place !== before) return found;",
      },
    ],
    noticedBy: "5.7-beside-a-writer",
    story: "The alarm went off whenever the log rotated at the wrong moment. It was switched off.",
  },
  {
    id: "refuses-the-damaged",
    edits: [
      {
        file: INSPECT,
        find: 'function sizeAndFields({ fields, flaw }: Labelled): Pick<Inspection, "size" | "fields" | "flaw"> {\n',
        replace:
          'function sizeAndFields({ fields, flaw }: Labelled): Pick<Inspection, "size" | "fields" | "flaw"> {\n  if (flaw !== undefined) throw invalid(flaw);\n',
      },
    ],
    noticedBy: "5.8-inspect-damage",
    story: "A tool for damaged frames that showed only sound ones.",
  },
];
