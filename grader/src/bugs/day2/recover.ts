import type { PlantedBug } from "../planted-bug.ts";

const CUT = '    await io("cut off the tail", handle.truncate(end));\n';
const COPY = "    const keptAt = await keepTail(fs, path, handle, diagnosis);\n";

/** Mistakes in exercise 2.5. */
export const RECOVER_BUGS: readonly PlantedBug[] = [
  {
    id: "appends-behind-the-tail",
    edits: [{ file: "recover.ts", find: CUT, replace: "" }],
    noticedBy: "2.5-cuts-a-torn-tail",
    story:
      "The position was set right and the old bytes stayed. A new record ended where one began.",
    source: "etcd f1ead4348: zero what is behind the end before appending",
  },
  {
    id: "cut-not-synced",
    edits: [
      {
        file: "recover.ts",
        find: '    await io("sync the log", handle.datasync()); // O6: before anybody appends.\n',
        replace: "",
      },
    ],
    noticedBy: "2.5-cut-is-for-good",
    story:
      "It was cut, appended to, and lost power. The cut was undone, the old record read as the next.",
  },
  {
    id: "rewritten-in-place",
    edits: [
      {
        file: "recover.ts",
        find: CUT,
        replace:
          '    const whole = await io("read the log", readFully(handle, 0, end));\n' +
          '    await io("empty the log", handle.truncate(0));\n' +
          '    await io("write the log", writeFully(handle, whole));\n',
      },
      {
        file: "recover.ts",
        find: 'import { io } from "@wal-labs/checksum";',
        replace: 'import { io, readFully, writeFully } from "@wal-labs/checksum";',
      },
    ],
    noticedBy: "2.5-after-any-crash",
    story:
      "The power came back for a second. It was enough to empty the log, and not to rewrite it.",
    source: "RocksDB's HISTORY: a database that does not open after two crashes in a row",
  },
  {
    id: "corruption-cut-off",
    edits: [
      {
        file: "policy.ts",
        find: 'if (header && (policy === "point-in-time" || policy === "salvage")) return;',
        replace: "if (header) return;",
      },
    ],
    noticedBy: "2.5-refuses",
    story:
      "It repaired itself, the message said. Of the repaired log, everything since May was gone.",
    source: "Prometheus' Repair deletes all segments behind the damage",
  },
  {
    id: "absolute-is-not",
    edits: [
      {
        file: "policy.ts",
        find: 'if (policy !== "absolute") return;',
        replace: "return;",
      },
    ],
    noticedBy: "2.5-absolute",
    story: "They had asked to be told of any damage at all, and read of it in the copy it left.",
  },
  {
    id: "point-without-a-header",
    edits: [
      {
        file: "policy.ts",
        find: 'if (header && (policy === "point-in-time"',
        replace: 'if ((policy === "point-in-time"',
      },
    ],
    noticedBy: "2.5-point-in-time",
    story:
      "It went back to the last point in time that it could find: the one before the first record.",
  },
  {
    id: "lost-log-is-a-new-one",
    edits: [
      {
        file: "recover.ts",
        find: "    assertAllowed(diagnosis, policy);\n",
        replace: "    if (handle) assertAllowed(diagnosis, policy);\n",
      },
    ],
    noticedBy: "2.5-missing-log",
    story: "The volume was not mounted. The service started with an empty log, and was glad of it.",
    source: "raft-wal's README names it as a limit",
  },
  {
    id: "torn-creation-left",
    edits: [
      {
        file: "recover.ts",
        find: "if (size === end) return",
        replace: "if (size === end || !diagnosis.header) return",
      },
    ],
    noticedBy: "2.5-torn-creation",
    story:
      "Torn, nothing to cut, said the recovery of a file with half a header. Then it would not open.",
  },
  {
    id: "tail-not-kept",
    edits: [{ file: "recover.ts", find: COPY, replace: "    const keptAt = undefined;\n" }],
    noticedBy: "2.5-keeps-a-copy",
    story:
      "It was the only copy of the last order. Nobody had been promised it; the customer paid it.",
  },
  {
    id: "copies-share-a-name",
    edits: [
      {
        file: "kept-tail.ts",
        find: 'crc.toString(16).padStart(8, "0")',
        replace: '"00000000"',
      },
    ],
    noticedBy: "2.5-keeps-a-copy",
    story: "It crashed twice at the same place, and the second tail overwrote the first.",
  },
  {
    id: "copy-not-synced",
    edits: [
      {
        file: "kept-tail.ts",
        find: '    await io("sync the kept tail", copy.datasync());\n',
        replace: "",
      },
    ],
    noticedBy: "2.5-copy-before-cut",
    story: "The cut was durable, the copy an empty file.",
  },
  {
    id: "name-of-the-copy-not-synced",
    edits: [
      {
        file: "kept-tail.ts",
        find: '  await io("sync the directory", syncDirectory(fs, directoryOf(path)));\n',
        replace: "",
      },
    ],
    noticedBy: "2.5-copy-before-cut",
    story: "The cut was durable, and there was no file of the copy's name.",
  },
  {
    id: "zeros-kept",
    edits: [{ file: "kept-tail.ts", find: "  if (isZero) return undefined;\n", replace: "" }],
    noticedBy: "2.5-zeros-are-no-evidence",
    story: "Each start left a copy of the preallocated space, until there was no space.",
  },
  {
    id: "nothing-kept-each-time",
    edits: [
      {
        file: "recover.ts",
        find: "    if (size === end) return { kind, lastSequence, droppedBytes: 0 };\n",
        replace: "",
      },
      { file: "kept-tail.ts", find: "  if (isZero) return undefined;\n", replace: "" },
    ],
    noticedBy: "2.5-leaves-what-is-whole",
    story: "Each restart of a log that was whole left an empty file beside it.",
  },
  {
    id: "unsynced-promised",
    edits: [
      {
        file: "recover.ts",
        find:
          "    // O9: a process that died may have left what we just read in memory only.\n" +
          '    await io("sync the log", handle.datasync());\n',
        replace: "",
      },
    ],
    noticedBy: "2.5-syncs-what-it-finds",
    story: "After the kill, recovery said 17. After the power cut that followed, it said 12.",
  },
  {
    id: "failing-sync-ignored",
    edits: [
      {
        file: "recover.ts",
        find: "handle.datasync()); // O6",
        replace: "handle.datasync().catch(() => undefined)); // O6",
      },
    ],
    noticedBy: "2.5-survives-failures",
    story: "The disk said that it could not keep the cut, and was not listened to.",
  },
  {
    id: "close-has-the-last-word",
    edits: [
      {
        file: "kept-tail.ts",
        find: "    await copy.close().catch(() => undefined);\n    throw error;",
        replace: '    await io("close the kept tail", copy.close());\n    throw error;',
      },
    ],
    noticedBy: "2.5-first-error",
    story: "The disk was full. What the log said was that a file could not be closed.",
  },
];
