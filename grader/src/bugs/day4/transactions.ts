import type { PlantedBug } from "../planted-bug.ts";

const TRANSACTION = "transaction.ts";
const STORE = "transaction-store.ts";

/** Mistakes in the exercises 4.7 and 4.8: transactions. */
export const TRANSACTION_BUGS: readonly PlantedBug[] = [
  {
    id: "blind-to-itself",
    edits: [
      {
        file: TRANSACTION,
        find: '    if (!change) return this.#home.get(key);\n    return change.type === "put" ? change.value.slice() : undefined;',
        replace:
          '    if (change?.type !== "put") return this.#home.get(key);\n    return change.value.slice();',
      },
    ],
    noticedBy: "4.7-own-changes",
    story: "Whoever removed a key and looked still saw it, until the commit.",
  },
  {
    id: "dirty-reads",
    edits: [
      {
        file: STORE,
        find: "      get: (key) => this.#values.get(key),",
        replace:
          "      get: (key) => this.#values.get(key),\n      put: (change) => this.#values.apply(change),",
      },
      {
        file: TRANSACTION,
        find: "    this.#changes.set(this.#touch(key), change);",
        replace: "    this.#changes.set(this.#touch(key), change);\n    this.#home.put?.(change);",
      },
      {
        file: TRANSACTION,
        find: "  get(key: Uint8Array): Uint8Array | undefined;",
        replace:
          "  get(key: Uint8Array): Uint8Array | undefined;\n  put?: (change: KeyValueRecord) => void;",
      },
    ],
    noticedBy: "4.7-nobody-elses",
    story: "Puts went to the table at once. Others read money that was then called off.",
  },
  {
    id: "abort-is-logged",
    edits: [
      {
        file: TRANSACTION,
        find: "    this.#isOpen = false;\n    this.#changes.clear();",
        replace:
          "    if (this.#isOpen) void this.#home.commit(new Set(), [...this.#changes.values()]);\n" +
          "    this.#isOpen = false;\n    this.#changes.clear();",
      },
    ],
    noticedBy: "4.7-abort",
    story: "The changes were in the log before anybody had decided about them.",
    source: "ArcadeDB, issue 4936",
  },
  {
    id: "over-but-not-closed",
    edits: [
      {
        file: TRANSACTION,
        find: "  #touch(key: Uint8Array): string {\n    this.#assertOpen();",
        replace: "  #touch(key: Uint8Array): string {",
      },
    ],
    noticedBy: "4.7-over-is-over",
    story: "A put after the commit was taken, and never seen again.",
  },
  {
    id: "commits-twice",
    edits: [
      {
        file: TRANSACTION,
        find: "    this.#isOpen = false;\n    await this.#home",
        replace: "    await this.#home",
      },
    ],
    noticedBy: "4.8-commits-once",
    story: "A retry around commit committed the same transfer twice.",
  },
  {
    id: "borrows-the-value",
    edits: [
      { file: TRANSACTION, find: "value: value.slice() } as const;", replace: "value } as const;" },
    ],
    noticedBy: "4.7-copies",
    story: "One buffer for all puts: all keys had the value of the last one.",
  },
  {
    id: "replays-the-uncommitted",
    edits: [
      {
        file: STORE,
        find: "      for (const change of buffer.add(record)) values.apply(change);",
        replace:
          "      buffer.add(record);\n" +
          '      if (record.type === "put" || record.type === "delete") values.apply(record);\n' +
          '      if (record.type === "transaction-put") values.apply({ ...record, type: "put" });\n' +
          '      if (record.type === "transaction-delete") values.apply({ ...record, type: "delete" });',
      },
    ],
    noticedBy: "4.7-opens",
    story: "Power went before the commit record. After the restart half a transfer had happened.",
    source: "turbodb, issue 127; rrdb, issue 192; duckdb, issue 25931",
  },
  {
    id: "one-buffer-for-all",
    edits: [
      {
        file: STORE,
        find: "buffer.add(record)) values",
        replace:
          'buffer.add("transactionId" in record ? { ...record, transactionId: 1 } : record)) values',
      },
    ],
    noticedBy: "4.7-opens",
    story:
      "Two transactions lay mixed in the log. The commit of one committed the other's records.",
  },
  {
    id: "ids-from-the-snapshot-only",
    edits: [
      {
        file: STORE,
        find: "Math.max(highestFinished, buffer.highestId)",
        replace: "highestFinished",
      },
    ],
    noticedBy: "4.7-no-old-ids",
    story:
      "A new transaction got the id of one that a crash had cut off, and committed it as well.",
  },
  {
    id: "ids-start-over",
    edits: [
      {
        file: STORE,
        find: "Math.max(highestFinished, buffer.highestId)",
        replace: "buffer.highestId",
      },
      {
        file: STORE,
        find: "const { sequence, snapshot, highestFinished } = log.checkpoint;",
        replace: "const { sequence, snapshot } = log.checkpoint;",
      },
    ],
    noticedBy: "4.8-ids-outlive-a-snapshot",
    story: "After a snapshot ids began at 1 again. The cleaner took the new ones for finished.",
  },
  {
    id: "no-commit-record",
    edits: [
      {
        file: STORE,
        find: "await this.#log.appendBatch([...records, commit]);",
        replace: "await this.#log.appendBatch(commit ? records : []);",
      },
    ],
    noticedBy: "4.8-durable",
    story: "It was all in the log, but for the one record that said that it counts.",
  },
  {
    id: "plain-puts",
    edits: [
      {
        file: STORE,
        find: "      const records = changes.map((change) => inTransaction(change, transactionId));\n",
        replace:
          "      const records = transactionId > 0 ? changes : changes.map((each) => inTransaction(each, 1));\n",
      },
      {
        file: STORE,
        find: "const positions = await this.#log.appendBatch([...records, commit]);",
        replace:
          "const all = await Promise.all([...records, commit].map((each) => this.#log.append(each)));\n" +
          "      const positions = all;",
      },
    ],
    noticedBy: "4.8-whole-or-not-at-all",
    story: "The log held plain puts, one by one. A crash kept the first two of four.",
  },
  {
    id: "visible-before-durable",
    edits: [
      {
        file: STORE,
        find: "    for (const key of keys) this.#inFlight.add(key);\n",
        replace:
          "    for (const key of keys) this.#inFlight.add(key);\n    for (const change of changes) this.#values.apply(change);\n",
      },
    ],
    noticedBy: "4.8-whole-or-not-at-all",
    story: "A reader saw the new balance a moment before the power went. It was the old one again.",
    source: "etcd, issue 14370; duckdb, issue 23631",
  },
  {
    id: "applied-in-spite-of-the-log",
    edits: [
      {
        file: STORE,
        find: "    } finally {\n      for (const key of keys) this.#inFlight.delete(key);\n    }",
        replace:
          "    } catch (error) {\n      for (const change of changes) this.#values.apply(change);\n      throw error;\n" +
          "    } finally {\n      for (const key of keys) this.#inFlight.delete(key);\n    }",
      },
    ],
    noticedBy: "4.8-failed-commit",
    story: "The write had failed, and the table had the value until the restart.",
    source: "RocksDB, commit f97e33454",
  },
  {
    id: "keys-never-land",
    edits: [
      {
        file: STORE,
        find: "    } finally {\n      for (const key of keys) this.#inFlight.delete(key);\n    }",
        replace:
          "    } finally {\n      if (transactionId === 0) this.#inFlight.clear();\n    }\n    for (const key of keys) this.#inFlight.delete(key);",
      },
    ],
    noticedBy: "4.8-failed-commit",
    story: "One commit was refused. Ever since, all others of these keys were in conflict with it.",
  },
  {
    id: "last-writer-wins",
    edits: [
      {
        file: STORE,
        find: "        this.#assertUnchanged(touched, startedAt);\n",
        replace:
          "        if (touched.size < startedAt) this.#assertUnchanged(touched, startedAt + 1e9);\n",
      },
    ],
    noticedBy: "4.8-lost-update",
    story: "Two read a balance, both wrote theirs. One deposit was gone.",
    source: "fast-check, examples/005-race",
  },
  {
    id: "logs-then-checks",
    edits: [
      {
        file: STORE,
        find:
          "        this.#assertUnchanged(touched, startedAt);\n" +
          "        if (changes.length > 0) await this.#logAndApply(changes);",
        replace:
          "        const records = changes.map((change) => inTransaction(change, this.#lastId + 1));\n" +
          "        if (startedAt < this.#commits) await this.#log.appendBatch(records);\n" +
          "        this.#assertUnchanged(touched, startedAt);\n" +
          "        if (changes.length > 0) await this.#logAndApply(changes);",
      },
    ],
    noticedBy: "4.8-lost-update",
    story: "What lost was in the log already. The next commit that had its id made it count.",
    source: "ArcadeDB, issue 4936",
  },
  {
    id: "only-writes-count",
    edits: [
      {
        file: TRANSACTION,
        find: "const change = this.#changes.get(this.#touch(key));",
        replace: "this.#assertOpen();\n    const change = this.#changes.get(String(key));",
      },
    ],
    noticedBy: "4.8-write-skew",
    story: "Two doctors saw each other on call, and both went home.",
    source: "fast-check, examples/005-race",
  },
  {
    id: "only-reads-count",
    edits: [
      {
        file: TRANSACTION,
        find: "    this.#changes.set(this.#touch(key), change);",
        replace: "    this.#assertOpen();\n    this.#changes.set(String(key), change);",
      },
    ],
    noticedBy: "4.8-blind-writes",
    story: "A put that had read nothing overwrote a commit that its owner had never seen.",
  },
  {
    id: "one-lock-for-all-keys",
    edits: [
      {
        file: STORE,
        find: "      const isChanged = (this.#changedAt.get(key) ?? 0) > since || this.#inFlight.has(key);",
        replace:
          '      const isChanged = this.#commits > since || this.#inFlight.size > 0 || key === "";',
      },
    ],
    noticedBy: "4.8-no-false-conflicts",
    story: "Any commit was a conflict for everyone. Under load nobody got through.",
  },
  {
    id: "keys-run-together",
    edits: [
      {
        file: TRANSACTION,
        find: "const text = String(key);",
        replace: 'const text = key.join("");',
      },
      {
        file: STORE,
        find: "const keys = changes.map(({ key }) => String(key));",
        replace: 'const keys = changes.map(({ key }) => key.join(""));',
      },
    ],
    noticedBy: "4.8-no-false-conflicts",
    story: "The keys 1, 23 and 12, 3 were the same text. One got the other's value.",
  },
  {
    id: "checks-what-has-landed",
    edits: [{ file: STORE, find: " || this.#inFlight.has(key);", replace: ";" }],
    noticedBy: "4.8-commits-under-way",
    story:
      "The check came first, then the write, then the note that it was written. Two passed the check.",
    source: "fast-check, examples/005-race",
  },
  {
    id: "counts-commits-too-early",
    edits: [
      {
        file: STORE,
        find: "    this.#lastId += 1;\n",
        replace:
          "    this.#lastId += 1;\n    this.#commits += 1;\n    const number = this.#commits;\n",
      },
      {
        file: STORE,
        find: "    this.#commits += 1;\n    for (const change",
        replace: "    for (const change",
      },
      {
        file: STORE,
        find: "this.#changedAt.set(key, this.#commits);",
        replace: "this.#changedAt.set(key, number);",
      },
    ],
    noticedBy: "4.8-commits-under-way",
    story:
      "Who began while a commit was on its way read the old value, and counted as later than it.",
  },
  {
    id: "readers-write",
    edits: [
      {
        file: STORE,
        find: "if (changes.length > 0) await this.#logAndApply(changes);",
        replace: "await this.#logAndApply(changes);",
      },
    ],
    noticedBy: "4.8-reads-cost-nothing",
    story: "Each page view was a record in the log, and waited for a sync.",
  },
  {
    id: "store-snapshot-ahead",
    edits: [
      {
        file: STORE,
        find: "await this.#log.setCheckpoint({ ...this.#applied, snapshot: encodeRecords(puts) });",
        replace:
          "const { lastSequence: sequence } = this.#log;\n" +
          "    await this.#log.setCheckpoint({ ...this.#applied, sequence, snapshot: encodeRecords(puts) });",
      },
    ],
    noticedBy: "4.8-snapshot-beside-commits",
    story: "The checkpoint named the log's last record. The values did not have it yet.",
    source: "Kafka, KAFKA-10101",
  },
  {
    id: "store-never-cleans",
    edits: [{ file: STORE, find: "    await this.#log.clean(); // O5: only now.\n", replace: "" }],
    noticedBy: "4.8-starts-from-a-snapshot",
    story: "The values were in the checkpoint, and in the log as well, for ever.",
  },
  {
    id: "removals-do-not-count",
    edits: [
      {
        file: STORE,
        find: "const keys = changes.map(({ key }) => String(key));",
        replace:
          'const keys = changes.filter(({ type }) => type === "put").map(({ key }) => String(key));',
      },
    ],
    noticedBy: "4.8-write-skew",
    story: "A key was removed while somebody read it. The check knew of puts only.",
  },
];
