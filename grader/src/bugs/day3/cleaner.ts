import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 3.8's cleaner, and in 3.9. */
export const CLEANER_BUGS: readonly PlantedBug[] = [
  {
    id: "cleanings-overtake",
    edits: [{ file: "cleaner.ts", find: "await log.clean();", replace: "void log.clean();" }],
    noticedBy: "3.8-cleaner-interval",
    story:
      "One cleaning took longer than the interval. After an hour sixty of them were under way.",
  },
  {
    id: "timer-stays",
    edits: [{ file: "cleaner.ts", find: "      clearTimeout(timer);\n", replace: "" }],
    noticedBy: "3.8-cleaner-ends",
    story: "The program was done, and did not end: a timer was set for tomorrow.",
  },
  {
    id: "failure-unheard",
    edits: [
      {
        file: "cleaner.ts",
        find: "await log.clean();",
        replace: "await log.clean().catch(() => undefined);",
      },
    ],
    noticedBy: "3.8-cleaner-fails",
    story: "Cleaning had failed for three weeks, each minute. The first to tell was the full disk.",
  },
  {
    id: "half-an-archive",
    edits: [
      {
        file: "archive.ts",
        find: "readFully(handle, 0, size)",
        replace: "readFully(handle, 0, Math.min(size, 1024))",
      },
    ],
    noticedBy: "3.9-archives",
    story: "A year later they opened the archive. It held the first kilobyte.",
  },
  {
    id: "archived-behind",
    edits: [
      {
        file: "retention.ts",
        find: "      if (archive) await archiveSegment(",
        replace: "      const archived = archive && archiveSegment(",
      },
      {
        file: "retention.ts",
        find: "      removed.push(",
        replace: "      await archived;\n      removed.push(",
      },
    ],
    noticedBy: "3.9-before-removal",
    story: "It was removed while it was packed. After the power cut there was neither.",
  },
  {
    id: "always-from-the-start",
    edits: [
      {
        file: "bytes-handle.ts",
        find: "const start = position ?? this.#position;",
        replace: "const start = position === 0 ? 0 : this.#position;",
      },
    ],
    noticedBy: "3.9-opens",
    story:
      "Each read gave the first bytes again, and the segment seemed to have one record, many times.",
  },
  {
    id: "damage-without-a-name",
    edits: [
      {
        file: "archive.ts",
        find: 'new WalError("WAL_CORRUPTED"',
        replace: 'new WalError("WAL_IO"',
      },
    ],
    noticedBy: "3.9-damaged",
    story: "The archive had rotted. It was reported as a disk that could not be read, and retried.",
  },
];
