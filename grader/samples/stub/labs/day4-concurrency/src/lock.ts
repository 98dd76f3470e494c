import { type FileSystem, NotImplementedError } from "@wal-labs/core";

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
  throw new NotImplementedError("4.3");
}
