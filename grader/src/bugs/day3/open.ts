import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 3.5. */
export const OPEN_BUGS: readonly PlantedBug[] = [
  {
    id: "directory-not-durable",
    edits: [
      {
        file: "open-segments.ts",
        find: '  await io("sync the parent directory", syncDirectory(fs, directoryOf(directory)));\n',
        replace: "",
      },
      { file: "open-segments.ts", find: "import { directoryOf, type", replace: "import { type" },
    ],
    noticedBy: "3.5-durable-when-open",
    story: "Every file in it had been synced. After the power cut there was no such directory.",
  },
  {
    id: "lost-log-is-new",
    edits: [
      {
        file: "survey.ts",
        find: "if (!checkpoint || (born.length > 0 && reached >= checkpoint.sequence)) return;",
        replace: "if (!checkpoint || born.length >= 0) return;",
      },
    ],
    noticedBy: "3.5-lost-log",
    story: "The volume with the segments was not mounted. The log began anew, with sequence 1.",
    source: "RocksDB, commit d739de63e: it tracks its logs in the MANIFEST",
  },
  {
    id: "goes-on-behind-the-tear",
    edits: [
      {
        file: "open-segments.ts",
        find: "if (last) await recover(",
        replace: 'if (last?.found === "whole") await recover(',
      },
      {
        file: "open-segments.ts",
        find: "const { header, end, sealed } = last.diagnosis;",
        replace: "const { header, size: end, sealed } = last.diagnosis;",
      },
    ],
    noticedBy: "3.5-repairs",
    story: "The new records were appended behind the torn one, where the next start cut them off.",
  },
  {
    id: "resumes-behind-zeros",
    edits: [
      {
        file: "open-segments.ts",
        find: "if (last) await recover(",
        replace: 'if (last && last.diagnosis.tail !== "zeros") await recover(',
      },
      {
        file: "open-segments.ts",
        find: "const { header, end, sealed } = last.diagnosis;",
        replace: "const { header, size: end, sealed } = last.diagnosis;",
      },
    ],
    noticedBy: "3.5-repairs",
    story: "It appended at the end of the file. The file ended with 60 MB of zeros.",
  },
  {
    id: "tidies-before-it-looks",
    edits: [
      {
        file: "open-segments.ts",
        find: "  assertSound(found);\n",
        replace:
          "  await removeFiles(fs, directory, [...found.leftovers]);\n  assertSound(found);\n",
      },
      {
        file: "open-segments.ts",
        find: "[...found.leftovers, ...unborn.map(({ name }) => name)]",
        replace: "unborn.map(({ name }) => name)",
      },
    ],
    noticedBy: "3.5-refuses",
    story:
      "It refused the damaged log, rightly. What would have explained the damage, it had removed.",
  },
  {
    id: "leftovers-stay",
    edits: [
      {
        file: "open-segments.ts",
        find: "[...found.leftovers, ...unborn.map(({ name }) => name)]",
        replace: "unborn.map(({ name }) => name)",
      },
    ],
    noticedBy: "3.5-removes-leftovers",
    story: "Each crash left a file of 64 MB. After forty of them the disk was full.",
  },
  {
    id: "restarts-at-one",
    edits: [
      {
        file: "open-segments.ts",
        find: "lastSequence: last?.diagnosis.lastSequence ?? 0,",
        replace: "lastSequence: 0,",
      },
    ],
    noticedBy: "3.5-continues",
    story:
      "After the restart the numbers began again at 1. The restart after that refused the log.",
  },
  {
    id: "shown-but-not-synced",
    edits: [
      {
        file: "open-segments.ts",
        find: "if (last) await recover(",
        replace:
          'if (last && (last.found === "torn" || last.diagnosis.tail === "zeros")) await recover(',
      },
    ],
    noticedBy: "3.5-syncs-what-it-reads",
    story:
      "The killed process had written the record, the new one served it, the power cut took it.",
  },
  {
    id: "survey-leaks",
    edits: [
      {
        file: "survey.ts",
        find: "diagnose(handle, options).finally(() => handle.close().catch(() => undefined));",
        replace:
          "diagnose(handle, options).then(async (found) => {\n" +
          '    if (found.kind !== "unreadable") await handle.close().catch(() => undefined);\n' +
          "    return found;\n  });",
      },
    ],
    noticedBy: "3.5-leaks-nothing",
    story:
      "The disk was slow to wake up. Each attempt to read it left a file open, a thousand times.",
  },
  {
    id: "any-size-goes",
    edits: [
      {
        file: "log-options.ts",
        find: "if (Number.isInteger(size) && size >= smallest && size <= MAX_SEGMENT_SIZE) return all;",
        replace: "if (size >= 0 && smallest <= MAX_SEGMENT_SIZE) return all;",
      },
    ],
    noticedBy: "3.5-segment-size",
    story:
      "The size was meant in megabytes and given as 64. The first append was too large for it.",
  },
  {
    id: "position-of-one-machine",
    edits: [
      {
        file: "segmented-log.ts",
        find: "handler(entry, { segment, ...position });",
        replace: "handler(entry, { segment: path, ...position });",
      },
    ],
    noticedBy: "3.5-replay",
    story: "Append said where a record lies in one way, replay in another. The index had it twice.",
  },
  {
    id: "skips-a-segment-too-many",
    edits: [
      {
        file: "retention.ts",
        find: "return !next || next.firstSequence > sequence + 1;",
        replace: "return !next || next.firstSequence > sequence + 2;",
      },
    ],
    noticedBy: "3.5-replay-after",
    story: "The snapshot ended one record before its segment did. That record was never replayed.",
  },
  {
    id: "replays-over-the-hole",
    edits: [
      {
        file: "segmented-log.ts",
        find: "for (const { name: segment } of this.#retention.after(after)) {",
        replace: "for (const { name: segment, firstSequence } of this.#retention.after(after)) {",
      },
      {
        file: "segmented-log.ts",
        find: "{ fs, maxRecordSize, after: reached }",
        replace: "{ fs, maxRecordSize, after: Math.max(reached, firstSequence - 1) }",
      },
    ],
    noticedBy: "3.5-replay-after",
    story:
      "The reader had fallen behind the cleaner. It went on with what was left, and was happy.",
  },
];
