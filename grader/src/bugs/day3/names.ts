import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercises 3.1 and 3.2. */
export const NAME_BUGS: readonly PlantedBug[] = [
  {
    id: "put-aside-while-open",
    edits: [{ file: "simple-rotation.ts", find: "  await log.close();\n", replace: "" }],
    noticedBy: "3.1-puts-aside",
    story: "The old log was renamed and never closed: its last records had no seal behind them.",
  },
  {
    id: "rotates-once",
    edits: [
      {
        file: "simple-rotation.ts",
        find: "  await log.close();\n",
        replace:
          "  await log.close();\n" +
          "  if (hasRotated) return LogFile.open(path, options);\n  hasRotated = true;\n",
      },
      {
        file: "simple-rotation.ts",
        find: "/**\n * Rotates",
        replace: "let hasRotated = false;\n\n/**\n * Rotates",
      },
    ],
    noticedBy: "3.1-puts-aside",
    story: "It rotated once. Then there was an old file in the way, and the log went on growing.",
  },
  {
    id: "ten-before-two",
    edits: [
      {
        file: "segment-name.ts",
        find: 'String(number).padStart(DIGITS, "0")',
        replace: "String(number)",
      },
      { file: "segment-name.ts", find: "const DIGITS = 16;\n", replace: "" },
      { file: "segment-name.ts", find: "/^(\\d{16})\\.wal$/", replace: "/^(\\d{1,16})\\.wal$/" },
    ],
    noticedBy: "3.2-names",
    story: "It worked for nine segments. The tenth was read before the second.",
  },
  {
    id: "name-inside-a-name",
    edits: [{ file: "segment-name.ts", find: "/^(\\d{16})\\.wal$/", replace: "/(\\d{16})\\.wal/" }],
    noticedBy: "3.2-near-misses",
    story: "A copy named `0000000000000007.wal.bak` lay beside the log, and was replayed, too.",
  },
  {
    id: "directory-order",
    edits: [
      { file: "segment-name.ts", find: " !== undefined).sort();", replace: " !== undefined);" },
    ],
    noticedBy: "3.2-oldest-first",
    story: "On the developer's machine readdir sorted. On the server it did not.",
  },
];
