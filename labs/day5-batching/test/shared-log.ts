import { GroupCommitLog, type GroupCommitOptions } from "@wal-labs/batching";
import type { WalRecord } from "@wal-labs/checksum";
import { WalError } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";

const text = (some: Uint8Array) => new TextDecoder().decode(some);
export const bytes = (some: string): Uint8Array => new TextEncoder().encode(some);
/** A record of 56 bytes in the log, if its key is a letter. */
export const put = (key: string) => ({ type: "put", key: bytes(key), value: bytes(key) }) as const;
export const FRAME_SIZE = 56;

/** Where each test's log lies. */
export const DIRECTORY = "/jobs";

/** Opens a log. After a simulated crash its owner still runs: it is this process. So all are dead. */
export function open(disk: SimDisk, options: GroupCommitOptions = {}): Promise<GroupCommitLog> {
  return GroupCommitLog.open(DIRECTORY, { fs: disk, isAlive: () => false, ...options });
}

/** A log on a disk of its own. */
export async function fresh(options: GroupCommitOptions = {}) {
  const disk = new SimDisk();
  return { disk, log: await open(disk, options) };
}

/** The keys of all puts of a log. */
export async function keysIn(log: Pick<GroupCommitLog, "replay">): Promise<string[]> {
  const records: WalRecord[] = [];
  await log.replay(({ record }) => void records.push(record));
  return records.flatMap((record) => (record.type === "put" ? text(record.key) : []));
}

/** The keys that are there when the power fails now, and all that was not synced is lost. */
export async function keysAfterCrash(disk: SimDisk): Promise<string[]> {
  await using log = await open(disk.crash({ kind: "power", fates: "old" }));
  return await keysIn(log);
}

/** What a disk was asked to do to the log's files while `work` ran: `"write"` and `"sync"`. */
export async function callsOf(disk: SimDisk, work: () => Promise<unknown>): Promise<string[]> {
  const before = disk.log.length;
  await work();
  const kinds = disk.log.slice(before).map(({ operation: { kind } }) => kind);
  return kinds.map((kind) => (kind === "datasync" ? "sync" : kind));
}

/** Holds the syncs of a disk back until they are let go. */
export function holdSyncs(disk: SimDisk): { letGo: () => void } {
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  disk.slowSyncs = () => held;
  return { letGo: () => letGo() };
}

/** Lets everything run that waits for no disk and no timer. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await undefined;
}

/** What became of each: `"ok"`, or the code that it was refused with. A blank is thrown on. */
export function outcomes(calls: readonly Promise<unknown>[]): Promise<string[]> {
  return Promise.all(
    calls.map((call) =>
      call.then(
        () => "ok",
        (error: unknown) => {
          if (error instanceof WalError) return error.code;
          throw error;
        },
      ),
    ),
  );
}
