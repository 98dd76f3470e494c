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

/** Tokens of the flags that are up in this process. */
const raised = new Set<string>();

/**
 * Locks an existing directory for one owner: first the flag, then the look.
 *
 * @throws a `WalError` `WAL_LOCKED` when a live owner has it; `WAL_IO` when the file system fails.
 */
export async function acquireLock(directory: string, options: LockOptions = {}): Promise<Lock> {
  const fs = options.fs ?? nodeFs;
  const pid = options.pid ?? globalThis.process.pid;
  const isAlive = options.isAlive ?? asksTheSystem(pid);
  const own = { pid, token: newToken() };
  const flag = raiseFlag(fs, directory, own);
  try {
    await flag.up();
    const others = await flagsIn(fs, directory, own.token);
    for (const owner of others) {
      if (!(await isAlive(owner))) continue;
      throw new WalError("WAL_LOCKED", `${directory} is open: ${nameOf(owner)}.`);
    }
    // Nobody lives: the directory is ours, and theirs are ours to tidy up.
    for (const owner of others) await removeStale(fs, `${directory}/${nameOf(owner)}`);
  } catch (error) {
    await flag.down().catch(() => undefined);
    throw error;
  }
  let released: Promise<void> | undefined;
  return {
    release() {
      released ??= flag.down();
      return released;
    },
  };
}

function raiseFlag(fs: FileSystem, directory: string, owner: LockOwner) {
  const path = `${directory}/${nameOf(owner)}`;
  return {
    async up(): Promise<void> {
      raised.add(owner.token);
      const handle = await io("create the flag", fs.open(path, "w+"));
      await io("close the flag", handle.close());
    },
    async down(): Promise<void> {
      try {
        await io("remove the flag", fs.unlink(path));
      } finally {
        raised.delete(owner.token);
      }
    },
  };
}

async function flagsIn(fs: FileSystem, directory: string, except: string): Promise<LockOwner[]> {
  const names = await io("read the directory", fs.readdir(directory));
  const owners = names.map(ownerOf).filter((owner) => owner !== undefined);
  return owners.filter(({ token }) => token !== except);
}

function ownerOf(name: string): LockOwner | undefined {
  const parts = /^lock-([0-9]+)-([0-9a-f]{16})$/.exec(name);
  const owner = parts && { pid: Number(parts[1]), token: String(parts[2]) };
  // What we could not write ourselves is no flag: `lock-007-…`
  return owner && nameOf(owner) === name ? owner : undefined;
}

function nameOf({ pid, token }: LockOwner): string {
  return `lock-${pid}-${token}`;
}

async function removeStale(fs: FileSystem, path: string): Promise<void> {
  const removed = fs.unlink(path).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== "ENOENT") throw error;
  });
  await io("remove a stale flag", removed);
}

function asksTheSystem(ownPid: number): (owner: LockOwner) => boolean {
  return ({ pid, token }) => {
    if (raised.has(token)) return true;
    if (pid === ownPid) return false;
    try {
      globalThis.process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as { code?: unknown }).code === "EPERM";
    }
  };
}

function newToken(): string {
  const [number = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return number.toString(16).padStart(16, "0");
}
