import type { WalRecord } from "@wal-labs/checksum";
import { ConcurrentLog, type ConcurrentLogOptions } from "@wal-labs/concurrency";
import { WalError } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import type { SegmentedLog } from "@wal-labs/rotation";

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (some: Uint8Array | undefined): string | undefined =>
  some && new TextDecoder().decode(some);
export const put = (key: string) => ({ type: "put", key: bytes(key), value: bytes(key) }) as const;

/** Where each test's log lies. */
export const DIRECTORY = "/jobs";

/** A disk with the directory on it, and nothing in it. */
export async function emptyDisk(): Promise<SimDisk> {
  const disk = new SimDisk();
  await disk.mkdir(DIRECTORY);
  return disk;
}

/** Opens a log. After a simulated crash its owner still runs: it is this process. So all are dead. */
export function open(disk: SimDisk, options: ConcurrentLogOptions = {}): Promise<ConcurrentLog> {
  return ConcurrentLog.open(DIRECTORY, { fs: disk, isAlive: () => false, ...options });
}

/** All records of a log. */
export async function recordsIn(
  log: Pick<ConcurrentLog | SegmentedLog, "replay">,
): Promise<WalRecord[]> {
  const records: WalRecord[] = [];
  await log.replay(({ record }) => void records.push(record));
  return records;
}

/** The keys of all puts of a log. */
export async function keysIn(log: Pick<ConcurrentLog, "replay">): Promise<string[]> {
  const records = await recordsIn(log);
  return records.flatMap((record) => (record.type === "put" ? (text(record.key) ?? "") : []));
}

/** The names of the flags in the directory. */
export function flagsOn(disk: SimDisk): string[] {
  const names = disk.filePaths().map((path) => path.slice(DIRECTORY.length + 1));
  return names.filter((name) => name.startsWith("lock-"));
}

/** The code that a call is refused with. What is no `WalError`, such as a blank, is thrown on. */
export async function codeOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof WalError) return error.code;
    throw error;
  }
  throw new Error("It was not refused.");
}

/** A promise, and what settles it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
