import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 2.8. */
export const TRANSACTION_BUGS: readonly PlantedBug[] = [
  {
    id: "uncommitted-applied",
    edits: [
      {
        file: "transactions.ts",
        find: "#hold(id: number, change: KeyValueRecord): [] {",
        replace: "#hold(id: number, change: KeyValueRecord): KeyValueRecord[] {",
      },
      {
        file: "transactions.ts",
        find: "    return [];\n  }\n\n  #finish",
        replace: "    return [change];\n  }\n\n  #finish",
      },
    ],
    noticedBy: "2.8-takes-effect-at-commit",
    story: "The customer pressed cancel. After the restart the order was there.",
    source: "turbodb issue 127; DuckDB issue 25931",
  },
  {
    id: "aborted-applied",
    edits: [
      {
        file: "transactions.ts",
        find: "        this.#finish(record.transactionId);\n        return [];\n",
        replace: "        return this.#finish(record.transactionId);\n",
      },
    ],
    noticedBy: "2.8-takes-effect-at-commit",
    story: "The transaction was rejected, and took effect at the next start.",
    source: "ArcadeDB issue 4936",
  },
  {
    id: "one-buffer-for-all",
    edits: [
      {
        file: "transactions.ts",
        find: "const held = this.#open.get(id) ?? [];\n    held.push(change);",
        replace: "const held = [...this.#open.values()][0] ?? [];\n    held.push(change);",
      },
    ],
    noticedBy: "2.8-takes-effect-at-commit",
    story: "Two clerks worked at once. The first to commit committed both.",
  },
  {
    id: "committed-and-still-held",
    edits: [{ file: "transactions.ts", find: "    this.#open.delete(id);\n", replace: "" }],
    noticedBy: "2.8-forgets-what-is-over",
    story: "The counter of ids restarted, and transaction 1 did again what the last one had done.",
  },
  {
    id: "highest-of-the-committed",
    edits: [
      {
        file: "transactions.ts",
        find: 'if ("transactionId" in record) {',
        replace: 'if (record.type === "commit") {',
      },
    ],
    noticedBy: "2.8-highest-id",
    story: "A new transaction got the id of one that had been cut short, and committed it, too.",
  },
  {
    id: "in-the-order-of-ids",
    edits: [
      {
        file: "transactions.ts",
        find: "  return { ...replayed, highestId: buffer.highestId, committed };",
        replace:
          "  const sorted = new Map([...committed].sort(([one], [other]) => one - other));\n" +
          "  return { ...replayed, highestId: buffer.highestId, committed: sorted };",
      },
    ],
    noticedBy: "2.8-by-transaction",
    story:
      "The older transaction committed last, and was applied first: its price was the old one.",
  },
  {
    id: "finished-done-again",
    edits: [
      {
        file: "transactions.ts",
        find: "record.transactionId <= highestFinished",
        replace: "record.transactionId < highestFinished",
      },
    ],
    noticedBy: "2.8-what-is-still-to-do",
    story: "The last finished transaction was always finished once more.",
  },
  {
    id: "committed-at-the-end-of-the-log",
    edits: [
      {
        file: "transactions.ts",
        find: "  return { ...replayed, highestId: buffer.highestId };",
        replace:
          "  for (const transactionId of buffer.unfinished) {\n" +
          '    for (const change of buffer.add({ type: "commit", transactionId })) memtable.apply(change);\n' +
          "  }\n  return { ...replayed, highestId: buffer.highestId };",
      },
    ],
    noticedBy: "2.8-into-a-memtable",
    story: "What was still open when the power went was closed in favour of whoever had begun it.",
  },
  {
    id: "begun-before-the-snapshot",
    edits: [
      {
        file: "transactions.ts",
        find: "{ ...options, knownDurable: Math.max(after, knownDurable) }",
        replace: "{ ...options, after, knownDurable: Math.max(after, knownDurable) }",
      },
    ],
    noticedBy: "2.8-across-a-snapshot",
    story: "It began before the snapshot and committed after it: half of it was never applied.",
  },
  {
    id: "newer-state-overwritten",
    edits: [
      { file: "transactions.ts", find: "if (sequence > after)", replace: "if (sequence > 0)" },
    ],
    noticedBy: "2.8-snapshot-holds-it",
    story: "The snapshot was newer than the log's start, and was taken back, key by key.",
    source: "RocksDB skips write batches with older sequence numbers",
  },
  {
    id: "no-restart-after-a-crash",
    edits: [
      {
        file: "transactions.ts",
        find: "{ ...options, knownDurable: Math.max(after, knownDurable) }",
        replace: '{ policy: "absolute", ...options, knownDurable: Math.max(after, knownDurable) }',
      },
    ],
    noticedBy: "2.8-whole-after-any-crash",
    story: "A store that is rebuilt from its log, and refuses each log that a crash has left.",
  },
];
