import { io } from "@wal-labs/checksum";
import { directoryOf, type FileSystem, nodeFs, syncDirectory } from "@wal-labs/core";
import type { DiagnosisKind } from "./case-table.ts";
import { type DiagnosisOptions, examine } from "./diagnosis.ts";
import { keepTail } from "./kept-tail.ts";
import { withLog } from "./log-handle.ts";
import { assertAllowed, type Policy } from "./policy.ts";

/** How to {@link recover}. */
export interface RecoverOptions extends DiagnosisOptions {
  readonly fs?: FileSystem | undefined;
  readonly policy?: Exclude<Policy, "salvage"> | undefined;
}

/** What {@link recover} found and did. */
export interface Recovery {
  /** What the log was: `corrupt` only where the policy goes back to a point in time. */
  readonly kind: DiagnosisKind;
  /** The sequence of the last record; the next one appended gets the next. */
  readonly lastSequence: number;
  /** Bytes that were cut off. */
  readonly droppedBytes: number;
  /** Where they were copied to first. Absent when they were zeros only. */
  readonly keptAt?: string | undefined;
}

/**
 * Makes a log whole again, so that it can be opened and continued. When this resolves, what the log
 * holds is durable (O9), and what its policy lets go is cut off for good (O6), after a copy of it was
 * made durable beside the log. A log that is whole, or missing, is left as it is.
 *
 * A crash at any moment of it, and a second call, change nothing about the result.
 *
 * @throws a `CorruptionError` when records are damaged or missing that were durable, unless the
 * policy allows it; a `WalError` `WAL_UNSUPPORTED` when the file is no log or of a newer version;
 * `WAL_IO` when the file system fails. A log that is refused keeps every byte.
 */
export async function recover(path: string, options: RecoverOptions = {}): Promise<Recovery> {
  const { fs = nodeFs, policy = "tolerate-tail" } = options;
  return withLog(fs, path, async (handle) => {
    const diagnosis = await examine(handle, options);
    assertAllowed(diagnosis, policy);
    const { kind, lastSequence, size, end } = diagnosis;
    if (!handle) return { kind, lastSequence, droppedBytes: 0 };
    // O9: a process that died may have left what we just read in memory only.
    await io("sync the log", handle.datasync());
    await io("sync the directory", syncDirectory(fs, directoryOf(path)));
    if (size === end) return { kind, lastSequence, droppedBytes: 0 };
    const keptAt = await keepTail(fs, path, handle, diagnosis);
    await io("cut off the tail", handle.truncate(end));
    await io("sync the log", handle.datasync()); // O6: before anybody appends.
    return { kind, lastSequence, droppedBytes: size - end, keptAt };
  });
}
