import type { PlantedBug } from "../planted-bug.ts";

const LOG = "concurrent-log.ts";
const IN_TURN = "return this.#queue.run(call);";

/** Mistakes in exercise 4.2: many callers. */
export const LOG_BUGS: readonly PlantedBug[] = [
  {
    id: "nobody-waits",
    edits: [{ file: LOG, find: IN_TURN, replace: "return call();" }],
    noticedBy: "4.2-ten-by-a-hundred",
    story:
      "The sequence was read, the record was written, the sequence was counted. Two had the same.",
  },
  {
    id: "overtaken",
    edits: [
      {
        file: LOG,
        find: IN_TURN,
        replace: `if (this.#calls++ % 2 > 0) await Promise.resolve();\n    ${IN_TURN}`,
      },
      {
        file: LOG,
        find: "  #closing: Promise<void> | undefined;",
        replace: "  #closing: Promise<void> | undefined;\n  #calls = 0;",
      },
    ],
    noticedBy: "4.2-call-order",
    story: "A slow path awaited something before it queued. Calls that came later were first.",
    source: "pragmatica, issue 1232; electron-log, issue 253; orbitdb, issue 1161",
  },
  {
    id: "batch-by-batch",
    edits: [
      {
        file: LOG,
        find:
          "    const [outcome] = await this.appendAll([records]);\n" +
          '    if (outcome?.status !== "fulfilled") throw outcome?.reason;\n' +
          "    return outcome.value;",
        replace: "    return Promise.all(records.map((record) => this.append(record)));",
      },
    ],
    noticedBy: "4.2-batches-stay-together",
    story: "A batch was a loop over append. After a crash the first half of it was there.",
    source: "hypercore and raft-wal mark a batch's end for this",
  },
  {
    id: "rotates-out-of-turn",
    edits: [
      {
        file: LOG,
        find: "return this.#inTurn(() => this.#log.rotate());",
        replace: "return this.#log.rotate();",
      },
    ],
    noticedBy: "4.2-rotate-in-turn",
    story: "Rotation had its own timer and no lock. A record landed behind a seal.",
  },
  {
    id: "reads-while-writing",
    edits: [
      {
        file: LOG,
        find: "return this.#inTurn(() => this.#log.replay(handler, options));",
        replace: "return this.#log.replay(handler, options);",
      },
    ],
    noticedBy: "4.2-replay-in-turn",
    story: "A reader met half a frame at the end of the file, and reported a corrupt log.",
    source: "etcd, commit ab72c3ec8; rosedb, commit 4206c62",
  },
  {
    id: "replays-from-the-start",
    edits: [
      {
        file: LOG,
        find: "this.#log.replay(handler, options)",
        replace: "this.#log.replay(handler, { ...options, after: 0 })",
      },
    ],
    noticedBy: "4.2-replay-in-turn",
    story: "The option got lost in the wrapper. Each start replayed everything.",
  },
  {
    id: "sync-out-of-turn",
    edits: [
      {
        file: LOG,
        find: "return this.#inTurn(() => this.#log.sync());",
        replace: "return this.#log.sync();",
      },
    ],
    noticedBy: "4.2-sync-covers-all-before",
    story: "The sync was over before the appends that it was called for had begun.",
  },
  {
    id: "checkpoint-out-of-turn",
    edits: [
      {
        file: LOG,
        find: "return this.#inTurn(() => this.#log.setCheckpoint(changes));",
        replace: "return this.#log.setCheckpoint(changes);",
      },
    ],
    noticedBy: "4.2-checkpoint-in-turn",
    story: "The checkpoint was refused because the record that it named was still in the queue.",
  },
  {
    id: "cleans-in-turn",
    edits: [
      {
        file: LOG,
        find: "const cleaning = this.#log.clean();",
        replace: "const cleaning = this.#queue.run(() => this.#log.clean());",
      },
    ],
    noticedBy: "4.2-clean-waits-for-nobody",
    story: "Removing old segments took seconds, and so did every append meanwhile.",
  },
  {
    id: "opens-again-after-a-failure",
    edits: [
      { file: LOG, find: "  readonly #log: SegmentedLog;", replace: "  #log: SegmentedLog;" },
      {
        file: LOG,
        find: "      return new ConcurrentLog(await SegmentedLog.open(directory, options), lock);",
        replace:
          "      const log = new ConcurrentLog(await SegmentedLog.open(directory, options), lock);\n" +
          "      log.#again = () => SegmentedLog.open(directory, options);\n      return log;",
      },
      {
        file: LOG,
        find: IN_TURN,
        replace:
          "return this.#queue.run(async () => {\n      try {\n        return await call();\n" +
          "      } catch (error) {\n" +
          '        if ((error as { code?: unknown }).code === "WAL_IO") this.#log = await this.#again();\n' +
          "        throw error;\n      }\n    });",
      },
      {
        file: LOG,
        find: "  #closing: Promise<void> | undefined;",
        replace:
          "  #closing: Promise<void> | undefined;\n" +
          "  #again: () => Promise<SegmentedLog> = () => Promise.resolve(this.#log);",
      },
    ],
    noticedBy: "4.2-failed-is-failed",
    story:
      "After a failed write the log was opened anew behind everyone's back, and went on as if nothing were.",
    source: "Prometheus, issue 13027; raft-wal, commit 3aaaab8; acoustid, issue 157",
  },
  {
    id: "tries-again",
    edits: [
      {
        file: LOG,
        find: "    return this.#inTurn(() => this.#log.append(record));",
        replace:
          "    const again = this.#rejected;\n" +
          "    this.#rejected = undefined;\n" +
          "    if (again) this.#queue.run(() => this.#log.append(again)).catch(() => undefined);\n" +
          "    return this.#inTurn(() => this.#log.append(record)).catch((error) => {\n" +
          '      this.#rejected = "key" in record ? { type: "delete", key: record.key } : record;\n' +
          "      throw error;\n    });",
      },
      {
        file: LOG,
        find: "  #closing: Promise<void> | undefined;",
        replace: "  #closing: Promise<void> | undefined;\n  #rejected: WalRecord | undefined;",
      },
    ],
    noticedBy: "4.2-rejected-stays-away",
    story: "What had failed was kept to be tried again. The caller did that as well.",
    source: "Prometheus, issue 13027; RocksDB, HISTORY.md: duplicate entries after error recovery",
  },
  {
    id: "locks-too-late",
    edits: [
      {
        file: LOG,
        find:
          "    const lock = await acquireLock(directory, options);\n    try {\n" +
          "      return new ConcurrentLog(await SegmentedLog.open(directory, options), lock);\n" +
          "    } catch (error) {\n      await lock.release().catch(() => undefined);\n      throw error;\n    }",
        replace:
          "    const log = await SegmentedLog.open(directory, options);\n    try {\n" +
          "      return new ConcurrentLog(log, await acquireLock(directory, options));\n" +
          "    } catch (error) {\n      await log.close().catch(() => undefined);\n      throw error;\n    }",
      },
    ],
    noticedBy: "4.2-locked",
    story:
      "The second process repaired the tail that the first was just writing. Then it gave way.",
  },
  {
    id: "no-lock",
    edits: [
      {
        file: LOG,
        find: "const lock = await acquireLock(directory, options);",
        replace: "const lock: Lock = { release: async () => void (await acquireLock.length) };",
      },
    ],
    noticedBy: "4.2-locked",
    story: "Two writers, one log: their frames lay between each other.",
    source: "etcd, commit ea94d1914",
  },
  {
    id: "keeps-the-lock-of-a-failed-open",
    edits: [
      {
        file: LOG,
        find: "      await lock.release().catch(() => undefined);\n      throw error;",
        replace: "      throw error;",
      },
    ],
    noticedBy: "4.2-open-fails",
    story: "The first start failed for want of space. The second said that the log was in use.",
  },
  {
    id: "acknowledged-unsynced",
    edits: [
      {
        file: LOG,
        find: "await SegmentedLog.open(directory, options), lock",
        replace: 'await SegmentedLog.open(directory, { ...options, sync: "manual" }), lock',
      },
    ],
    noticedBy: "4.2-survives-crashes",
    story: "Someone was to sync for all of them later. All were told at once that it was durable.",
    source: "milvus talon, issue 428; Jepsen, NATS",
  },
  {
    id: "batch-refuses-silently",
    edits: [
      {
        file: LOG,
        find: 'if (outcome?.status !== "fulfilled") throw outcome?.reason;',
        replace: 'if (outcome?.status !== "fulfilled") return [];',
      },
    ],
    noticedBy: "4.2-refused-alone",
    story: "The outcome said why the batch was refused. Nobody had looked at it.",
  },
  {
    id: "lock-without-options",
    edits: [
      {
        file: LOG,
        find: "await acquireLock(directory, options);",
        replace: "await acquireLock(directory, { fs, pid: options.pid });",
      },
    ],
    noticedBy: "4.2-locked",
    story: "Who is alive was asked of the wrong machine: the options ended at the log.",
  },
  {
    id: "needs-a-directory",
    edits: [
      {
        file: LOG,
        find: '    await io("create the directory", fs.mkdir(directory).catch(ifThere));\n',
        replace: "",
      },
      {
        file: LOG,
        find: "const { fs = nodeFs } = options;",
        replace: "void [nodeFs, io, ifThere];",
      },
    ],
    noticedBy: "4.2-opens-and-continues",
    story: "The lock had to lie somewhere, and on the first start there was nowhere.",
  },
];
