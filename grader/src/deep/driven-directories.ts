import { type FileSystem, nodeFs } from "@wal-labs/core";
import type { WalRecord } from "@wal-labs/solution-checksum";
import { SegmentedLog } from "@wal-labs/solution-rotation";
import type { DrivenLog, SyncMode, Writer } from "./driven-log.ts";
import { labelRead, recordOf } from "./labelled-records.ts";

/** Small, so that a few appends fill a segment: records on a real disk are larger. */
const SEGMENT_SIZE = 4096;
const REAL_SEGMENT_SIZE = 4 * 1024 * 1024;
/** A snapshot is taken, and the log is cleaned, after so many appends. */
const APPENDS_A_SNAPSHOT = 3;

/** A record for each label, in segments. */
export const segments: DrivenLog = {
  async recoverAndRead(fs, path) {
    await using log = await open(fs, path);
    return labelsIn(log, 0);
  },
  async startWriter(fs, path, sync) {
    return writerOf(await open(fs, path, { sync }));
  },
};

/** As {@link segments}, each filled with zeros when it is begun. */
export const preallocated: DrivenLog = {
  recoverAndRead: segments.recoverAndRead,
  async startWriter(fs, path, sync) {
    return writerOf(await open(fs, path, { sync, preallocate: true }));
  },
};

/** As {@link segments}, but what a snapshot holds is removed from the log. */
export const cleaned: DrivenLog = {
  async recoverAndRead(fs, path) {
    await using log = await open(fs, path);
    return [...snapshotOf(log), ...(await labelsIn(log, log.checkpoint.sequence))];
  },
  async startWriter(fs, path, sync) {
    const log = await open(fs, path, { sync });
    const labels = [...snapshotOf(log), ...(await labelsIn(log, log.checkpoint.sequence))];
    const { append, ...rest } = writerOf(log);
    return {
      ...rest,
      async append(label) {
        await append(label);
        labels.push(label);
        if (labels.length % APPENDS_A_SNAPSHOT !== 0) return;
        const snapshot = new TextEncoder().encode(JSON.stringify(labels));
        await log.setCheckpoint({ sequence: log.lastSequence, snapshot });
        await log.clean();
      },
    };
  },
};

function open(
  fs: FileSystem,
  path: string,
  options: { sync?: SyncMode; preallocate?: boolean } = {},
): Promise<SegmentedLog> {
  return SegmentedLog.open(path, { fs, ...sizesFor(fs), ...options });
}

/** How large a segment is, on a simulated disk and on a real one. */
export function sizesFor(fs: FileSystem): { segmentSize: number } {
  return { segmentSize: fs === nodeFs ? REAL_SEGMENT_SIZE : SEGMENT_SIZE };
}

function writerOf(log: SegmentedLog): Writer {
  return {
    append: async (label) => void (await log.append({ type: "put", ...recordOf(label) })),
    sync: () => log.sync(),
    close: () => log.close(),
  };
}

async function labelsIn(log: SegmentedLog, after: number): Promise<string[]> {
  const labels: string[] = [];
  await log.replay(({ record }) => void labels.push(labelOfPut(record)), { after });
  return labels;
}

function labelOfPut(record: WalRecord): string {
  if (record.type === "put") return labelRead(record);
  throw new Error(`A ${record.type} was read that nobody wrote.`);
}

function snapshotOf({ checkpoint }: SegmentedLog): string[] {
  const text = new TextDecoder().decode(checkpoint.snapshot);
  return text === "" ? [] : (JSON.parse(text) as string[]);
}
