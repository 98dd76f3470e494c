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

const PREFIX = "lock-";
const TOKEN_DIGITS = 16;
const HEX = "0123456789abcdef";
const isUpHere = new Map<string, boolean>();

/**
 * Locks an existing directory for one owner.
 *
 * @throws a `WalError` `WAL_LOCKED` when a live owner has it; `WAL_IO` when the file system fails.
 */
export function acquireLock(directory: string, options: LockOptions = {}): Promise<Lock> {
  const fs = options.fs ?? nodeFs;
  const pid = options.pid ?? globalThis.process.pid;
  const isAlive = options.isAlive ?? ((owner: LockOwner) => isRunning(owner, pid));
  const name = nameOf({ pid, token: randomToken() });
  const takeDown = () => remove(fs, `${directory}/${name}`).finally(() => isUpHere.delete(name));
  const mayPass = (other: string): Promise<void> => {
    const owner = ownerOf(other);
    if (!owner || other === name) return Promise.resolve();
    return Promise.resolve(owner)
      .then(isAlive)
      .then((lives) => {
        if (!lives) return remove(fs, `${directory}/${other}`);
        throw new WalError("WAL_LOCKED", `${directory} belongs to process ${owner.pid}.`);
      });
  };

  isUpHere.set(name, true);
  return io("put up a flag", fs.open(`${directory}/${name}`, "a+"))
    .then((handle) => io("close a flag", handle.close()))
    .then(() => io("look for other flags", fs.readdir(directory)))
    .then((names) =>
      names.reduce((before, other) => before.then(() => mayPass(other)), Promise.resolve()),
    )
    .then(
      () => lockOf(takeDown),
      (failure: unknown) => {
        const giveUp = () => Promise.reject(failure);
        return takeDown().then(giveUp, giveUp);
      },
    );
}

function lockOf(takeDown: () => Promise<void>): Lock {
  let isOurs = true;
  return {
    release() {
      if (!isOurs) return Promise.resolve();
      isOurs = false;
      return takeDown();
    },
  };
}

/** Removes a flag that may be gone already. */
function remove(fs: FileSystem, path: string): Promise<void> {
  const removed = fs.unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== "ENOENT") throw error;
  });
  return io("take down a flag", removed);
}

function isRunning(owner: LockOwner, ownPid: number): boolean {
  if (isUpHere.get(nameOf(owner))) return true;
  if (owner.pid === ownPid) return false;
  try {
    return globalThis.process.kill(owner.pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function ownerOf(name: string): LockOwner | undefined {
  const [pid = "", token = "", ...more] = name.slice(PREFIX.length).split("-");
  const isFlag =
    name.startsWith(PREFIX) && more.length === 0 && /^\d+$/.test(pid) && isToken(token);
  return isFlag ? { pid: Number(pid), token } : undefined;
}

function isToken(text: string): boolean {
  return text.length === TOKEN_DIGITS && [...text].every((digit) => HEX.includes(digit));
}

function nameOf({ pid, token }: LockOwner): string {
  return `${PREFIX}${pid}-${token}`;
}

function randomToken(): string {
  const numbers = crypto.getRandomValues(new Uint8Array(TOKEN_DIGITS));
  return Array.from(numbers, (number) => HEX.charAt(number % HEX.length)).join("");
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
