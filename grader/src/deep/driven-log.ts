import type { FileSystem } from "@wal-labs/core";

/**
 * A log as the deep checks drive it: on a simulated disk or on a real one, its records known by
 * their labels. A day that brings a new kind of log adds one to `DRIVEN_LOGS`.
 */
export interface DrivenLog {
  /**
   * Repairs what a crash left at `path`, and gives the labels of all that is there, in order.
   *
   * @param chunkSize bytes to read at a time; default the log's own.
   */
  recoverAndRead(fs: FileSystem, path: string, chunkSize?: number): Promise<string[]>;
  /** Opens a log that is new, whole or repaired, to append to it. */
  startWriter(fs: FileSystem, path: string, sync: SyncMode): Promise<Writer>;
}

/** When what is appended is durable: when `append` resolves, or when the next `sync` does. */
export type SyncMode = "always" | "manual";

/** A log that is open. */
export interface Writer {
  append(label: string): Promise<void>;
  /** All that was appended is durable when it resolves. */
  sync(): Promise<void>;
  /** As {@link sync}, and the log is closed. */
  close(): Promise<void>;
}
