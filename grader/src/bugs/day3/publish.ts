import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 3.3. */
export const PUBLISH_BUGS: readonly PlantedBug[] = [
  {
    id: "renamed-before-synced",
    edits: [
      {
        file: "published-file.ts",
        find: '    await io("sync a file", handle.datasync());\n',
        replace: "",
      },
    ],
    noticedBy: "3.3-all-or-nothing",
    story: "The rename survived the power cut, and what it named was an empty file.",
    source: "KAFKA-16541; nedb issue 235",
  },
  {
    id: "rename-not-durable",
    edits: [
      {
        file: "published-file.ts",
        find: '    await io("sync the directory", syncDirectory(fs, directoryOf(path)));\n',
        replace: "",
      },
    ],
    noticedBy: "3.3-all-or-nothing",
    story: "It was published and counted on. After the power cut the old name was back.",
    source: "etcd issue 6368; RocksDB issue 10573",
  },
  {
    id: "written-in-place",
    edits: [
      { file: "published-file.ts", find: "path + UNPUBLISHED", replace: "path" },
      {
        file: "published-file.ts",
        find: '    await io("publish a file", fs.rename(unpublished, path));\n',
        replace: "",
      },
    ],
    noticedBy: "3.3-all-or-nothing",
    story: "It emptied the old contents, and the power went before it had written the new ones.",
  },
  {
    id: "leftover-in-the-way",
    edits: [{ file: "published-file.ts", find: '"w+"', replace: '"wx+"' }],
    noticedBy: "3.3-leftover",
    story: "One crash in the wrong moment, and from then on each attempt failed with EEXIST.",
    source: "raft-wal's README tells of it",
  },
  {
    id: "one-write-will-do",
    edits: [
      {
        file: "published-file.ts",
        find: "writeFully(handle, part)",
        replace: "handle.write(part, 0, part.length, null)",
      },
    ],
    noticedBy: "3.3-contents",
    story: "The write took fewer bytes than it was given. It had said so; nobody had asked.",
  },
  {
    id: "publish-leaks",
    edits: [
      {
        file: "published-file.ts",
        find: "    await handle.close().catch(() => undefined);\n",
        replace: "",
      },
    ],
    noticedBy: "3.3-fails-cleanly",
    story: "On a full disk it tried once a second, until there was no file left to open either.",
  },
];
