import type { PlantedBug } from "../planted-bug.ts";

const LOCK = "lock.ts";
const LOOK = "    await lookForOthers(fs, directory, flag, isAlive);\n";
const PUT_UP =
  '    const handle = await io("put up a flag", fs.open(`${directory}/${flag}`, "wx+"));\n' +
  '    await io("put up a flag", handle.close());\n';

/** Mistakes in exercise 4.3: the lock. */
export const LOCK_BUGS: readonly PlantedBug[] = [
  {
    id: "looks-first",
    edits: [{ file: LOCK, find: PUT_UP + LOOK, replace: LOOK + PUT_UP }],
    noticedBy: "4.3-race",
    story: "Two started at the same second. Both looked, both saw nobody, both locked.",
  },
  {
    id: "one-flag-for-all",
    edits: [
      {
        file: LOCK,
        find: "    if (await isAlive({ pid: Number(pid), token })) {",
        replace:
          '    const other = await fs.open(`${directory}/${name}`, "r").catch(() => undefined);\n' +
          "    await other?.close();\n" +
          "    const first = names.filter((each) => FLAG.test(each)).sort()[0] === own;\n" +
          "    if (!first && (await isAlive({ pid: Number(pid), token }))) {",
      },
    ],
    noticedBy: "4.3-one-owner",
    story: "Of two flags the smaller name was to win. The larger had looked before it was there.",
  },
  {
    id: "respects-the-dead",
    edits: [
      {
        file: LOCK,
        find: "if (await isAlive({ pid: Number(pid), token })) {",
        replace: "if ((await isAlive({ pid: Number(pid), token })) || pid !== own) {",
      },
    ],
    noticedBy: "4.3-stale",
    story: "After kill -9 nobody could open the log, until somebody removed a file by hand.",
  },
  {
    id: "respects-nobody",
    edits: [
      {
        file: LOCK,
        find: "if (await isAlive({ pid: Number(pid), token })) {",
        replace: "if (isAlive({ pid: Number(pid), token }) === true) {",
      },
    ],
    noticedBy: "4.3-one-owner",
    story: "`isAlive` gave a promise. A promise is not true.",
  },
  {
    id: "stale-flags-pile-up",
    edits: [
      {
        file: LOCK,
        find: "    await takeDown(fs, `${directory}/${name}`);\n  }\n}",
        replace: "  }\n}",
      },
    ],
    noticedBy: "4.3-stale",
    story: "Each crash left a file behind. Some day a new process had one of the old pids.",
  },
  {
    id: "trips-over-the-other",
    edits: [
      {
        file: LOCK,
        find: "fs.unlink(path).catch(ifGone)",
        replace: "fs.unlink(path)",
      },
      { file: LOCK, find: "function ifGone(", replace: "export function ifGone(" },
    ],
    noticedBy: "4.3-race-for-a-dead-one",
    story:
      "Two removed a dead one's lock. The slower one found it gone, and gave up with an I/O error.",
  },
  {
    id: "own-pid-is-alive",
    edits: [
      {
        file: LOCK,
        find: "return ownFlags.has(`lock-${pid}-${token}`);",
        replace: "return ownFlags.has(`lock-${pid}-${token}`) || pid === 1;",
      },
    ],
    noticedBy: "4.3-own-pid",
    story:
      "In a container every start has the pid 1: it saw its own old lock, and waited for itself.",
  },
  {
    id: "forgets-its-own",
    edits: [{ file: LOCK, find: "  ownFlags.add(flag);\n", replace: "" }],
    noticedBy: "4.3-one-owner",
    story:
      "The same process opened the log twice: its own lock looked like one of an earlier life.",
  },
  {
    id: "token-of-the-process",
    edits: [
      {
        file: LOCK,
        find: "const flag = `lock-${pid}-${newToken()}`;",
        replace: "const flag = `lock-${pid}-${TOKEN}`;",
      },
      {
        file: LOCK,
        find: "const ownFlags = new Set<string>();",
        replace: "const ownFlags = new Set<string>();\nconst TOKEN = newToken();",
      },
    ],
    noticedBy: "4.3-one-owner",
    story: "One token for a process: its second opening looked like the first, which was over.",
  },
  {
    id: "releases-anothers",
    edits: [
      {
        file: LOCK,
        find: "if (ownFlags.delete(flag)) await takeDown(fs, `${directory}/${flag}`);",
        replace:
          "ownFlags.delete(flag);\n    for (const name of await fs.readdir(directory)) {\n" +
          "      if (FLAG.test(name)) await takeDown(fs, `${directory}/${name}`);\n    }",
      },
    ],
    noticedBy: "4.3-one-owner",
    story: "A release that came twice took the lock from whoever had it by then.",
  },
  {
    id: "gives-way-and-stays",
    edits: [
      {
        file: LOCK,
        find: "    await release().catch(() => undefined);\n    throw error;",
        replace: "    ownFlags.delete(flag);\n    throw error;",
      },
    ],
    noticedBy: "4.3-one-owner",
    story: "Whoever was refused left a flag. After that everyone was refused.",
  },
  {
    id: "everything-is-a-flag",
    edits: [
      {
        file: LOCK,
        find: "    await takeDown(fs, `${directory}/${name}`);\n  }\n}",
        replace:
          "    await takeDown(fs, `${directory}/${name}`);\n  }\n" +
          '  for (const name of names) if (!name.endsWith(".wal") && !FLAG.test(name)) await takeDown(fs, `${directory}/${name}`);\n}',
      },
    ],
    noticedBy: "4.3-foreign-files",
    story: "What was no segment was taken for rubbish, the checkpoint among it.",
  },
  {
    id: "flag-left-open",
    edits: [
      {
        file: LOCK,
        find: '    await io("put up a flag", handle.close());\n',
        replace: "    void handle;\n",
      },
    ],
    noticedBy: "4.3-leaves-nothing",
    story: "Each lock held a file open that nobody needed, until there were no more.",
  },
];
