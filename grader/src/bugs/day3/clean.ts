import type { PlantedBug } from "../planted-bug.ts";

const FILE = "retention.ts";

/** Mistakes in exercise 3.8. */
export const CLEAN_BUGS: readonly PlantedBug[] = [
  {
    id: "one-too-many",
    edits: [
      {
        file: FILE,
        find: "if (next.firstSequence <= sequence + 1) return true;",
        replace: "if (oldest.firstSequence <= sequence) return true;",
      },
    ],
    noticedBy: "3.8-boundary",
    story: "The checkpoint lay in the middle of the segment. The restart needed the other half.",
    source: "etcd, commit b66eb3d81",
  },
  {
    id: "removed-all-together",
    edits: [
      {
        file: FILE,
        find: '      await io("sync the directory", syncDirectory(this.#fs, this.#directory));\n',
        replace: "",
      },
    ],
    noticedBy: "3.8-survives-crashes",
    story:
      "Three names were removed. After the power cut the first one was back, with a hole behind it.",
  },
  {
    id: "too-old",
    edits: [
      {
        file: FILE,
        find: "  #checkpoint: Checkpoint;\n",
        replace: "  #checkpoint: Checkpoint;\n  readonly #openedMs = Date.now();\n",
      },
      {
        file: FILE,
        find: "if (next.firstSequence <= sequence + 1) return true;",
        replace:
          "if (next.firstSequence <= sequence + 1) return true;\n" +
          "    if (Date.now() - this.#openedMs > 7 * 86_400_000) return true;",
      },
    ],
    noticedBy: "3.8-only-by-checkpoint",
    story: "Segments were kept for a week. Then somebody set the clock right.",
    source: "RocksDB's history tells it of WAL_ttl_seconds",
  },
  {
    id: "plain-records-finished",
    edits: [
      {
        file: FILE,
        find: "const fits = transactionId > 0 && transactionId <= highestFinished;",
        replace: "const fits = transactionId <= highestFinished;",
      },
    ],
    noticedBy: "3.8-finished",
    story: "Records without a transaction have the id 0, and 0 was below the highest finished one.",
  },
  {
    id: "unread-is-finished",
    edits: [
      {
        file: FILE,
        find: "return isFinished && lastSequence === next.firstSequence - 1;",
        replace: "return isFinished && lastSequence <= next.firstSequence;",
      },
    ],
    noticedBy: "3.8-finished",
    story:
      "Half of the segment could not be read any more. In the other half everything was finished.",
  },
  {
    id: "checkpoint-moves-behind",
    edits: [
      {
        file: FILE,
        find:
          "      if (lastSequence > this.#checkpoint.sequence) {\n" +
          "        await this.moveCheckpoint({ sequence: lastSequence });\n      }\n",
        replace: "",
      },
      {
        file: FILE,
        find: "      removed.push(",
        replace:
          "      if (lastSequence > this.#checkpoint.sequence) {\n" +
          "        await this.moveCheckpoint({ sequence: lastSequence });\n      }\n      removed.push(",
      },
    ],
    noticedBy: "3.8-moves-the-checkpoint-first",
    story: "The segment was gone, the note that it might go came too late. The log was refused.",
  },
  {
    id: "cleaning-fails-the-log",
    edits: [
      {
        file: "segmented-log.ts",
        find: "return this.#retention.clean(this.#options.archive);",
        replace:
          "return this.#retention.clean(this.#options.archive).catch((error: unknown) => {\n" +
          '      this.#state = "failed";\n      throw error;\n    });',
      },
    ],
    noticedBy: "3.8-unlink-fails",
    story: "A file could not be removed because a backup held it. From then on nothing was logged.",
  },
  {
    id: "second-sync-believed",
    edits: [
      {
        file: FILE,
        find: 'if (this.#removals === "pending") this.#removals = "in doubt";',
        replace: 'this.#removals = "durable";',
      },
    ],
    noticedBy: "3.8-after-a-failed-sync",
    story:
      "The directory's sync failed, the cleaner tried again, and that went well. After the power cut, the " +
      "older segment was back, and the younger one was not.",
  },
  {
    id: "a-list-of-yesterday",
    edits: [
      {
        file: FILE,
        find: "    for (let [oldest, next] = this.#segments; next; [oldest, next] = this.#segments) {",
        replace:
          "    const all = [...this.#segments];\n" +
          "    for (let [oldest, next] = all; next; [oldest, next] = all) {",
      },
      { file: FILE, find: "this.#segments.splice(0, 1)", replace: "all.splice(0, 1)" },
      {
        file: FILE,
        find: "    if (removed.length > 0) await this.#syncRemovals(",
        replace:
          "    this.#segments.splice(0, this.#segments.length, ...all);\n" +
          "    if (removed.length > 0) await this.#syncRemovals(",
      },
    ],
    noticedBy: "3.8-beside-appends",
    story:
      "While it cleaned, a segment was begun. When it was done, the log did not know it any more.",
  },
  {
    id: "two-brooms",
    edits: [
      {
        file: FILE,
        find: "this.#cleaning.then(() => this.#clean(archive));",
        replace: "this.#clean(archive);",
      },
    ],
    noticedBy: "3.8-two-at-once",
    story:
      "The timer and the operator cleaned at the same time, and one of them met what was not there.",
  },
  {
    id: "checkpoints-collide",
    edits: [
      {
        file: FILE,
        find: "const moved = this.#moving.then(async () => {",
        replace: "const moved = Promise.resolve().then(async () => {",
      },
    ],
    noticedBy: "3.8-beside-checkpoints",
    story: "The cleaner and the snapshot wrote one temporary file, each half of it.",
  },
];
