import type { FileSystem } from "@wal-labs/core";
import { LogFile, type WalRecord } from "@wal-labs/solution-checksum";
import { recover, replay, replayTransactions } from "@wal-labs/solution-replay";
import { cleaned, preallocated, segments } from "./driven-directories.ts";
import type { DrivenLog, SyncMode, Writer } from "./driven-log.ts";
import { grouped, jobs, store, taken } from "./driven-sharing.ts";
import { type Labelled, labelRead, recordOf } from "./labelled-records.ts";

/** A record for each label, in one file. */
const records: DrivenLog = {
  async recoverAndRead(fs, path, chunkSize) {
    await recover(path, { fs, chunkSize });
    const labels: string[] = [];
    await replay(path, ({ record }) => void labels.push(labelRead(putIn(record))), {
      fs,
      chunkSize,
    });
    return labels;
  },
  startWriter: (fs, path, sync) =>
    openFile(fs, path, sync, (label) => [{ type: "put", ...recordOf(label) }]),
};

/** How many records the value of a label's transaction is spread over. */
const PARTS = 3;

/** A transaction for each label, in one file: three records, and the commit that makes them count. */
const transactions: DrivenLog = {
  async recoverAndRead(fs, path, chunkSize) {
    await recover(path, { fs, chunkSize });
    const { committed } = await replayTransactions(path, { fs, chunkSize });
    return [...committed.values()].map(labelOfTransaction);
  },
  startWriter: (fs, path, sync) => openFile(fs, path, sync, transactionOf),
};

/** The logs that can be driven, by name. */
export const DRIVEN_LOGS = {
  records,
  transactions,
  segments,
  preallocated,
  cleaned,
  taken,
  grouped,
  jobs,
  store,
} as const satisfies Record<string, DrivenLog>;

/** The name of a log that can be driven. */
export type DrivenLogName = keyof typeof DRIVEN_LOGS;

function putIn(record: WalRecord): Labelled {
  if (record.type === "put") return record;
  throw new Error(`A ${record.type} was read that nobody wrote.`);
}

async function openFile(
  fs: FileSystem,
  path: string,
  sync: SyncMode,
  recordsOf: (label: string, transactionId: number) => readonly WalRecord[],
): Promise<Writer> {
  const log = await LogFile.open(path, { fs, sync });
  return {
    async append(label) {
      const transactionId = log.lastSequence + 1;
      for (const record of recordsOf(label, transactionId)) await log.append(record);
    },
    sync: () => log.sync(),
    close: () => log.close(),
  };
}

function labelOfTransaction(changes: readonly WalRecord[]): string {
  const puts = changes.map(putIn);
  if (puts.length !== PARTS) throw new Error(`${puts.length} of ${PARTS} changes took effect.`);
  const [{ key }] = puts as [Labelled];
  return labelRead({ key, value: Buffer.concat(puts.map(({ value }) => value)) });
}

function transactionOf(label: string, transactionId: number): WalRecord[] {
  const { key, value } = recordOf(label);
  const size = Math.ceil(value.length / PARTS);
  const changes = Array.from({ length: PARTS }, (_, part): WalRecord => {
    const share = value.subarray(part * size, (part + 1) * size);
    return { type: "transaction-put", transactionId, key, value: share };
  });
  return [...changes, { type: "commit", transactionId }];
}
