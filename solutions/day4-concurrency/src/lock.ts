import { io } from "@wal-labs/checksum";
import { type FileSystem, nodeFs, WalError } from "@wal-labs/core";

/** Who holds a lock. */
export interface LockOwner {
  readonly pid: number;
  /** Random: tells two openings by one process apart, and a process from an earlier one of its pid. */
  readonly token: string;
}

/** How to {@link acquireLock}. */
export interface LockOptions {
  readonly fs?: FileSystem | undefined;
  /** The pid to write down. This process's own unless told otherwise. */
  readonly pid?: number | undefined;
  /** Whether an owner still runs. Asks the operating system unless told otherwise. */
  readonly isAlive?: ((owner: LockOwner) => boolean | Promise<boolean>) | undefined;
}

/** A directory that is ours until it is released. */
export interface Lock {
  /**
   * Gives the directory free. A second release does nothing.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails.
   */
  release(): Promise<void>;
}

/** A flag's name: whose it is. */
const FLAG = /^lock-(\d+)-([0-9a-f]{16})$/;
/** The flags that this process has up: one of its pid that is not here is of an earlier process. */
const ownFlags = new Set<string>();

/**
 * Locks an existing directory for one owner. Everyone first puts up a flag, a file named after them,
 * and then looks for others' flags: of two who come at the same time at least one sees the other,
 * whatever the order, so there are never two owners. It may happen that both give way.
 *
 * A flag whose owner is dead is taken down. Flags are not synced: after a power failure nobody runs.
 * Nothing is left behind when it fails.
 *
 * @throws a `WalError` `WAL_LOCKED` when a live owner has it; `WAL_IO` when the file system fails.
 * @see Dekker's algorithm, as told by Dijkstra in EWD 123: first say that you want, then look.
 * @exercise 4.3
 */
export async function acquireLock(directory: string, options: LockOptions = {}): Promise<Lock> {
  const { fs = nodeFs, pid = globalThis.process?.pid ?? 0, isAlive = isRunning } = options;
  const flag = `lock-${pid}-${newToken()}`;
  const release = async (): Promise<void> => {
    if (ownFlags.delete(flag)) await takeDown(fs, `${directory}/${flag}`);
  };
  ownFlags.add(flag);
  try {
    const handle = await io("put up a flag", fs.open(`${directory}/${flag}`, "wx+"));
    await io("put up a flag", handle.close());
    await lookForOthers(fs, directory, flag, isAlive);
  } catch (error) {
    // The first failure is the news; one while giving way would only hide it.
    await release().catch(() => undefined);
    throw error;
  }
  return { release };
}

async function lookForOthers(
  fs: FileSystem,
  directory: string,
  own: string,
  isAlive: NonNullable<LockOptions["isAlive"]>,
): Promise<void> {
  const names = await io("look for flags", fs.readdir(directory));
  for (const name of names) {
    const [, pid, token] = FLAG.exec(name) ?? [];
    if (pid === undefined || token === undefined || name === own) continue;
    if (await isAlive({ pid: Number(pid), token })) {
      throw new WalError("WAL_LOCKED", `Process ${pid} has ${directory} open (${name}).`);
    }
    await takeDown(fs, `${directory}/${name}`);
  }
}

/** Whoever comes first: of two who find a dead one's flag, one finds it gone. */
async function takeDown(fs: FileSystem, path: string): Promise<void> {
  await io("take down a flag", fs.unlink(path).catch(ifGone));
}

/** Signal 0 asks whether a process is there, and does nothing to it. */
function isRunning({ pid, token }: LockOwner): boolean {
  if (pid === globalThis.process?.pid) return ownFlags.has(`lock-${pid}-${token}`);
  try {
    return globalThis.process.kill(pid, 0);
  } catch (error) {
    // It is there, and somebody else's.
    return (error as { code?: unknown }).code === "EPERM";
  }
}

function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function ifGone(error: unknown): void {
  if ((error as { code?: unknown } | null)?.code !== "ENOENT") throw error;
}
