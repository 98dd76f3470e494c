import type { PlantedBug } from "../planted-bug.ts";

const LOG = "group-commit.ts";

/** Mistakes in exercise 5.1: sharing a sync. */
export const GROUP_BUGS: readonly PlantedBug[] = [
  {
    id: "acks-before-the-sync",
    edits: [
      {
        file: LOG,
        find: "const outcomes = await this.#log.appendAll(batches, { durable });",
        replace:
          "const outcomes = await this.#log.appendAll(batches, { durable: false });\n      if (durable) void this.#log.sync().catch(() => undefined);",
      },
    ],
    noticedBy: "5.1-not-before-the-sync",
    story:
      "The write was done and the sync was on its way, so everybody was told. Then the power went.",
    source: "Jepsen, NATS",
  },
  {
    id: "group-never-syncs",
    edits: [
      {
        file: LOG,
        find: "appendAll(batches, { durable });",
        replace: "appendAll(batches, { durable: durable && batches.length > 64 });",
      },
    ],
    noticedBy: "5.1-one-write-one-sync",
    story: "Small batches were not worth a sync. Each of them had been promised to somebody.",
  },
  {
    id: "followers-are-told-it-went-well",
    edits: [
      {
        file: LOG,
        find: "      for (const { reject } of batch) reject(error);",
        replace:
          "      for (const [index, waiting] of batch.entries()) {\n        if (index === 0) waiting.reject(error);\n        else waiting.resolve([]);\n      }",
      },
    ],
    noticedBy: "5.1-failed-for-all",
    story: "The leader of the batch got the error of the sync, its followers got a success.",
    source: "RocksDB #3201",
  },
  {
    id: "followers-are-never-told",
    edits: [
      {
        file: LOG,
        find: "for (const { reject } of batch) reject(error);",
        replace: "batch[0]?.reject(error);",
      },
    ],
    noticedBy: "5.1-failed-never-hangs",
    story: "One request failed and two hundred hung: they had shared a batch with it.",
  },
  {
    id: "failed-batch-is-dropped",
    edits: [
      {
        file: LOG,
        find: "      for (const { reject } of batch) reject(error);\n",
        replace: "",
      },
    ],
    noticedBy: "5.1-failed-never-hangs",
    story: "The batch had been taken out before it was written. When that failed, nobody had it.",
    source: "arkflow #1184",
  },
  {
    id: "loop-dies-of-a-failure",
    edits: [
      {
        file: LOG,
        find: "      this.#metrics.failed({ batch, durable, startedMs, error });",
        replace:
          "      this.#metrics.failed({ batch, durable, startedMs, error });\n      throw error;",
      },
    ],
    noticedBy: "5.1-failed-never-hangs",
    story:
      "The loop threw, and its promise stayed: everyone after thought that it was still at work.",
  },
  {
    id: "failure-is-swallowed",
    edits: [
      {
        file: LOG,
        find: "for (const { reject } of batch) reject(error);",
        replace: "for (const { resolve } of batch) resolve([]);",
      },
    ],
    noticedBy: "5.1-failed-for-all",
    story: "A failed sync was logged as a warning. Nobody reads warnings, and the data was gone.",
    source: "PostgreSQL, fsyncgate, 2018",
  },
  {
    id: "tries-the-batch-again",
    edits: [
      {
        file: LOG,
        find: "await this.#log.appendAll(batches, { durable });",
        replace:
          "await this.#log\n        .appendAll(batches, { durable })\n        .catch(() => this.#log.appendAll(batches, { durable }));",
      },
    ],
    noticedBy: "5.1-failed-for-all",
    story: "It failed, so it was tried once more. The first error was never seen by anyone.",
    source: "CockroachDB #37102",
  },
  {
    id: "one-record-a-batch",
    edits: [
      {
        file: "waiting-room.ts",
        find: "if (taken > 0 && (records > maxBatchRecords || size > maxBatchBytes)) break;",
        replace: "if (taken > 0 || records > maxBatchRecords + maxBatchBytes) break;",
      },
    ],
    noticedBy: "5.1-one-write-one-sync",
    story: "The queue was perfect, and emptied one by one: 199 records a second, as before.",
  },
  {
    id: "writes-for-the-first-who-comes",
    edits: [{ file: LOG, find: "      await this.#gather();\n", replace: "" }],
    noticedBy: "5.1-one-write-one-sync",
    story: "The first one was written before the others could call: two crowds that took turns.",
  },
  {
    id: "last-come-first-served",
    edits: [
      {
        file: "waiting-room.ts",
        find: "this.#waiting.push(waiting);",
        replace: "this.#waiting.unshift(waiting);",
      },
    ],
    noticedBy: "5.1-one-write-one-sync",
    story: "A stack is as good as a queue, until somebody enqueues a job and cancels it.",
  },
  {
    id: "waits-when-idle",
    edits: [
      {
        file: LOG,
        find: "for (let turn = 0; turn < GATHER_TURNS; turn++) await undefined;",
        replace:
          "await new Promise<void>((resolve) => setTimeout(resolve, this.#room.length > 0 ? 1 : GATHER_TURNS));",
      },
    ],
    noticedBy: "5.1-nobody-waits-when-idle",
    story: "A millisecond for company, each time, for one who was always alone.",
  },
  {
    id: "batches-overtake",
    edits: [
      {
        file: LOG,
        find: "      await this.#write(this.#room.take());",
        replace: "      void this.#write(this.#room.take());",
      },
    ],
    noticedBy: "5.1-late-ones-share-the-next",
    story: "Nothing waited for the batch before, so nothing gathered: each one had its own sync.",
  },
  {
    id: "latecomers-get-the-old-sync",
    edits: [
      {
        file: LOG,
        find: "      this.#metrics.wrote({ batch, outcomes, durable, startedMs });",
        replace:
          "      for (const late of this.#room.take()) late.resolve([]);\n      this.#metrics.wrote({ batch, outcomes, durable, startedMs });",
      },
    ],
    noticedBy: "5.1-resolved-by-its-own-sync",
    story: "When the sync was done, all who waited were told. Some had come while it ran.",
  },
  {
    id: "one-bad-record-for-all",
    edits: [
      {
        file: LOG,
        find: "for (const [index, outcome] of outcomes.entries()) settle(batch[index], outcome);",
        replace:
          'const bad = outcomes.find(({ status }) => status === "rejected");\n      for (const [index, outcome] of outcomes.entries()) settle(batch[index], bad ?? outcome);',
      },
    ],
    noticedBy: "5.1-refused-alone",
    story: "One caller's record was too large. Nine others heard of it, and wrote theirs again.",
  },
  {
    id: "everyone-gets-the-leader's-position",
    edits: [
      {
        file: LOG,
        find: "for (const [index, outcome] of outcomes.entries()) settle(batch[index], outcome);",
        replace:
          "for (const waiting of batch) {\n        if (outcomes[0]) settle(waiting, outcomes[0]);\n      }",
      },
    ],
    noticedBy: "5.1-one-write-one-sync",
    story:
      "Ten positions, all of the same record. Nine readers read it, and believed it was theirs.",
  },
  {
    id: "limit-of-nothing",
    edits: [
      {
        file: "group-options.ts",
        find: "if (!(limit > 0))",
        replace: "if (limit <= 0)",
      },
    ],
    noticedBy: "5.1-options",
    story: 'The limit came from the environment, as `Number("")` and `Number("many")`.',
  },
  {
    id: "counts-for-itself",
    edits: [
      {
        file: LOG,
        find: "    return this.#log.lastSequence;",
        replace: "    return this.#metrics.total.records;",
      },
    ],
    noticedBy: "5.1-opens-and-continues",
    story:
      "It counted what it had written. After a restart the count began at 0, and the log did not.",
  },
  {
    id: "drops-the-log's-options",
    edits: [
      {
        file: LOG,
        find: "await ConcurrentLog.open(directory, all)",
        replace: "await ConcurrentLog.open(directory, { ...all, segmentSize: 1 << 26 })",
      },
    ],
    noticedBy: "5.1-what-it-knows",
    story: "Segments of a megabyte were configured, and one of 64 was filled.",
  },
  {
    id: "failed-log-cannot-be-read",
    edits: [
      {
        file: LOG,
        find: "const written = this.flush().catch(ifNotClosed);",
        replace: "const written = this.flush().catch((error) => Promise.reject(error));",
      },
      {
        file: LOG,
        find: '\nfunction ifNotClosed(error: unknown): void {\n  if (error instanceof WalError && error.code === "WAL_CLOSED") throw error;\n}\n',
        replace: "",
      },
    ],
    noticedBy: "5.1-failed-can-be-read",
    story: "The disk was full. What was on it was wanted more than ever, and replay said: failed.",
  },
  {
    id: "resolves-backwards",
    edits: [
      {
        file: LOG,
        find: "for (const [index, outcome] of outcomes.entries()) settle(batch[index], outcome);",
        replace:
          "for (const [index, outcome] of [...outcomes.entries()].reverse()) settle(batch[index], outcome);",
      },
    ],
    noticedBy: "5.1-call-order",
    story: "Whoever applied the records as they were acknowledged applied the later one first.",
  },
  {
    id: "reopens-and-tries-again",
    edits: [
      {
        file: LOG,
        find: "  readonly #log: ConcurrentLog;",
        replace:
          "  #log: ConcurrentLog;\n  #reopened = (): Promise<ConcurrentLog> => Promise.reject(closed());",
      },
      {
        file: LOG,
        find: "    return new GroupCommitLog(await ConcurrentLog.open(directory, all), all);",
        replace:
          "    const opened = () => ConcurrentLog.open(directory, all);\n    const log = new GroupCommitLog(await opened(), all);\n    log.#reopened = opened;\n    return log;",
      },
      {
        file: LOG,
        find: "      for (const { reject } of batch) reject(error);",
        replace:
          "      try {\n        await this.#log.close().catch(() => undefined);\n        this.#log = await this.#reopened();\n        for (const { resolve } of batch) resolve([]);\n      } catch {\n        for (const { reject } of batch) reject(error);\n      }",
      },
    ],
    noticedBy: "5.1-failed-sync-is-final",
    story:
      "The sync failed, so the log was opened again, and there the records were: in the page cache, as clean.",
    source: "PostgreSQL, fsyncgate, 2018",
  },
  {
    id: "two-crowds",
    edits: [{ file: LOG, find: "const GATHER_TURNS = 8;", replace: "const GATHER_TURNS = 0;" }],
    noticedBy: "5.1-gathers",
    story:
      "It took whoever waited, the moment the disk was free. Those just told came a moment later.",
  },
];
