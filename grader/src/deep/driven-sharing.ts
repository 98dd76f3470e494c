import { type FileSystem, nodeFs } from "@wal-labs/core";
import { GroupCommitLog } from "@wal-labs/solution-batching";
import {
  ConcurrentLog,
  type ConcurrentLogOptions,
  Controller,
  TransactionStore,
} from "@wal-labs/solution-concurrency";
import { sizesFor } from "./driven-directories.ts";
import type { DrivenLog, SyncMode, Writer } from "./driven-log.ts";
import { labelRead, recordOf } from "./labelled-records.ts";

/** A log that many use at once: day 4's, or day 5's. */
type Open = (
  path: string,
  options: ConcurrentLogOptions,
) => Promise<ConcurrentLog | GroupCommitLog>;

/** A record for each label, in a log whose callers take turns. */
export const taken: DrivenLog = sharedLog((path, options) => ConcurrentLog.open(path, options));

/** A record for each label, in a log whose callers are written together. */
export const grouped: DrivenLog = sharedLog(openGrouped);

/** A job for each label, in a queue that takes snapshots. */
export const jobs: DrivenLog = {
  async recoverAndRead(fs, path) {
    await using log = await open(openGrouped, fs, path);
    const controller = await Controller.open(log);
    return controller.jobs("pending").map(({ id, payload: value }) => {
      return labelRead({ key: new TextEncoder().encode(id), value });
    });
  },
  async startWriter(fs, path, sync) {
    const log = await open(openGrouped, fs, path, sync);
    const controller = await Controller.open(log);
    return {
      ...closing(log),
      async append(label) {
        await controller.enqueue(label, recordOf(label).value);
        if (controller.jobs("pending").length % APPENDS_A_SNAPSHOT === 0)
          await controller.snapshot();
      },
    };
  },
};

/** A transaction for each label, of several keys, in a store that takes snapshots. */
export const store: DrivenLog = {
  async recoverAndRead(fs, path) {
    await using log = await open(openGrouped, fs, path);
    return labelsOf(await TransactionStore.open(log));
  },
  async startWriter(fs, path, sync) {
    const log = await open(openGrouped, fs, path, sync);
    const values = await TransactionStore.open(log);
    return {
      ...closing(log),
      async append(label) {
        const transaction = values.begin();
        const { value } = recordOf(label);
        const half = Math.ceil(value.length / 2);
        transaction.put(keyOf(label, "first"), value.subarray(0, half));
        transaction.put(keyOf(label, "rest"), value.subarray(half));
        await transaction.commit();
        if (values.entries().length % (2 * APPENDS_A_SNAPSHOT) === 0) await values.snapshot();
      },
    };
  },
};

const APPENDS_A_SNAPSHOT = 3;

function sharedLog(how: Open): DrivenLog {
  return {
    async recoverAndRead(fs, path) {
      await using log = await open(how, fs, path);
      const labels: string[] = [];
      await log.replay(({ record }) => {
        if (record.type !== "put") throw new Error(`A ${record.type} was read that nobody wrote.`);
        labels.push(labelRead(record));
      });
      return labels;
    },
    async startWriter(fs, path, sync) {
      const log = await open(how, fs, path, sync);
      return {
        ...closing(log),
        append: async (label) => void (await log.append({ type: "put", ...recordOf(label) })),
      };
    },
  };
}

function openGrouped(path: string, options: ConcurrentLogOptions): Promise<GroupCommitLog> {
  return GroupCommitLog.open(path, { ...options, preallocate: "ahead" });
}

/** On a simulated disk, whoever had the log open before has lost power with it. */
function open(
  how: Open,
  fs: FileSystem,
  path: string,
  sync: SyncMode = "always",
): ReturnType<Open> {
  const alive = fs === nodeFs ? {} : { isAlive: () => false };
  return how(path, { fs, sync, ...sizesFor(fs), ...alive });
}

function closing(log: ConcurrentLog | GroupCommitLog): Pick<Writer, "sync" | "close"> {
  return { sync: () => log.sync(), close: () => log.close() };
}

/** Keys in the order of their labels. */
function keyOf(label: string, part: "first" | "rest"): Uint8Array {
  const [index = ""] = label.split(":");
  return new TextEncoder().encode(`${index.padStart(9, "0")} ${part} ${label}`);
}

function labelsOf(values: TransactionStore): string[] {
  const parts = values.entries();
  if (parts.length % 2 !== 0) throw new Error("Half a transaction took effect.");
  return parts.flatMap(([key, first], index) => {
    if (index % 2 !== 0) return [];
    const label = new TextDecoder().decode(key).split(" ").at(-1) ?? "";
    const value = Buffer.concat([first, parts[index + 1]?.[1] ?? new Uint8Array(0)]);
    return [labelRead({ key: new TextEncoder().encode(label), value })];
  });
}
