import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 3.4. */
export const SURVEY_BUGS: readonly PlantedBug[] = [
  {
    id: "listed-and-concatenated",
    edits: [
      {
        file: "survey.ts",
        find: "numberFollows: numberBefore === number - 1 && (header?.segmentNumber ?? number) === number,",
        replace: "numberFollows: number + (numberBefore ?? 0) > 0,",
      },
      {
        file: "survey.ts",
        find: "sequenceFollows: previous ? first === reached + 1 : first <= reached + 1,",
        replace: "sequenceFollows: first + reached > 0,",
      },
    ],
    noticedBy: "3.5-refuses",
    story:
      "Somebody had deleted segment 2 of 3. The log opened, and a third of the jobs were gone.",
    source: "surrealkv issue 264; etcd checks it in isValidSeq",
  },
  {
    id: "torn-anywhere",
    edits: [
      {
        file: "survey.ts",
        find: "const isLast = name === names.at(-1);",
        replace: "const isLast = true;",
      },
      {
        file: "segment-table.ts",
        find: 'return isLast ? "torn" : "damaged";',
        replace: 'return "torn";',
      },
    ],
    noticedBy: "3.4-torn",
    story: "The end of the second segment was unreadable. It was taken for a crash, and cut off.",
    source: "RocksDB: what kTolerateCorruptedTailRecords allows",
  },
  {
    id: "first-segment-believed",
    edits: [{ file: "survey.ts", find: ": first <= reached + 1,", replace: ": true," }],
    noticedBy: "3.4-missing",
    story:
      "The oldest segments had been deleted by hand. The log began in the middle, and said nothing.",
  },
  {
    id: "other-log-taken",
    edits: [
      {
        file: "survey.ts",
        find: "isSameLog: header === undefined || String(header.logId) === String(logId),",
        replace: "isSameLog: header === undefined || logId !== undefined,",
      },
    ],
    noticedBy: "3.4-not-its-own",
    story: "A segment of the log that had been here before fitted to the byte, and was replayed.",
    source: "raft-wal gives each segment an id of its own for this",
  },
  {
    id: "unborn-is-fatal",
    edits: [
      {
        file: "segment-table.ts",
        find: 'return isLast && file !== "corrupt" ? "unborn" : "damaged";',
        replace: 'return "damaged";',
      },
    ],
    noticedBy: "3.4-unborn",
    story:
      "The power went while a segment was created. It never had a record, and the log never opened.",
    source: "etcd, commits 53792ccbd and 17391336a",
  },
  {
    id: "unborn-anywhere",
    edits: [
      {
        file: "segment-table.ts",
        find: 'return isLast && file !== "corrupt" ? "unborn" : "damaged";',
        replace: 'return "unborn";',
      },
    ],
    noticedBy: "3.4-unborn",
    story:
      "A segment's header was zeroed, with all its records behind it. It was removed as a leftover.",
  },
  {
    id: "all-at-once",
    edits: [{ file: "survey.ts", find: "const READERS = 4;", replace: "const READERS = 1000;" }],
    noticedBy: "3.4-several-at-a-time",
    story:
      "After a week without cleaning there were too many segments to open, and no way to start.",
  },
  {
    id: "first-come",
    edits: [
      {
        file: "in-parallel.ts",
        find: "results[index] = await work(item);",
        replace: "results.push(await work(item)), void index;",
      },
      {
        file: "in-parallel.ts",
        find: "new Array<Result>(items.length);",
        replace: "new Array<Result>();",
      },
    ],
    noticedBy: "3.4-several-at-a-time",
    story: "The first segment took longest. What was read of it was taken for the third's.",
  },
  {
    id: "strangers-are-leftovers",
    edits: [
      {
        file: "survey.ts",
        find: "name.endsWith(UNPUBLISHED)",
        replace:
          'segmentNumber(name) === undefined && name !== "checkpoint" + UNPUBLISHED.slice(4)',
      },
    ],
    noticedBy: "3.4-leftovers",
    story: "The tail that was kept for a closer look was tidied away at the next start.",
  },
  {
    id: "damaged-is-none",
    edits: [
      {
        file: "survey.ts",
        find: "await readCheckpoint(fs, directory);",
        replace: "await readCheckpoint(fs, directory).catch(() => undefined);",
      },
    ],
    noticedBy: "3.4-unreadable",
    story: "The checkpoint could not be read, so everything before it was missing instead.",
  },
  {
    id: "contents-come-first",
    edits: [
      {
        file: "segment-table.ts",
        find: '  if (!findings.numberFollows) return "missing";\n',
        replace:
          '  if (file === "corrupt" && findings.hasHeader) return "damaged";\n' +
          '  if (!findings.numberFollows) return "missing";\n',
      },
    ],
    noticedBy: "3.4-table",
    story:
      "The report said damaged, so one segment was restored. Three more were missing before it.",
  },
  {
    id: "begins-with-one",
    edits: [
      {
        file: "survey.ts",
        find: "previous ? segmentNumber(previous.name) : number - 1;",
        replace: "previous ? segmentNumber(previous.name) : 0;",
      },
    ],
    noticedBy: "3.4-sound-log",
    story: "The cleaner removed segment 1, as it should. The log was refused at the next start.",
  },
];
