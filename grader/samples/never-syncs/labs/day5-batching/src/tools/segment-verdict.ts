import { CorruptionError, readHeader } from "@wal-labs/checksum";
import { type FileHandle, type SegmentHeader, WalError } from "@wal-labs/core";
import {
  type Diagnosis,
  type DiagnosisKind,
  type DiagnosisOptions,
  diagnose,
} from "@wal-labs/replay";

/** How a segment begins, and what its header alone says of it. */
export interface Beginning {
  /** Absent when it is damaged or cut short. */
  readonly header?: SegmentHeader | undefined;
  readonly kind: DiagnosisKind;
}

/**
 * Reads how a segment begins, and none of its frames.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when the file is no segment or of a newer version;
 * `WAL_IO` when it cannot be read.
 */
export async function beginningOf(handle: FileHandle, name: string): Promise<Beginning> {
  try {
    return { header: await readHeader(handle), kind: "clean" };
  } catch {
    const diagnosis = await diagnose(handle);
    assertOurs(diagnosis, name);
    return diagnosis;
  }
}

/**
 * Diagnoses a segment that somebody may be writing to. Between two reads of it, a batch may become
 * whole and another vouch for it: so a segment is corrupt only when the same place is so twice.
 *
 * @throws as {@link beginningOf}.
 */
export async function settledDiagnosis(
  handle: FileHandle,
  name: string,
  options: DiagnosisOptions,
): Promise<Diagnosis> {
  for (let before = -1; ; ) {
    const diagnosis = await diagnose(handle, options);
    assertOurs(diagnosis, name);
    if (diagnosis.kind !== "corrupt" || diagnosis.end === before) return diagnosis;
    before = diagnosis.end;
  }
}

/**
 * Refuses a file that nothing can be said of: that is no damage.
 *
 * @throws as {@link beginningOf}.
 */
export function assertOurs({ kind, cause }: Diagnosis, name: string): void {
  if (kind === "unreadable") throw new WalError("WAL_IO", `Could not read ${name}.`, { cause });
  if (kind === "foreign") throw new WalError("WAL_UNSUPPORTED", `${name} is not a segment.`);
  if (kind === "newer") {
    throw new WalError("WAL_UNSUPPORTED", `${name} is of a newer version than this code.`);
  }
}

/** What is wrong behind the last whole batch, as part of a sentence. */
export function reasonOf({ cause, lastSequence, durableSequence }: Diagnosis): string {
  if (cause instanceof Error) return cause.message;
  return `the segment ends with ${lastSequence}, and ${durableSequence} was durable`;
}

/** The error for what should stand at `offset` of a segment and does not. */
export function damageIn(
  name: string,
  { sequence, offset }: { readonly sequence: number; readonly offset: number },
  reason: string,
): CorruptionError {
  return new CorruptionError(sequence, offset, new Error(`${name}: ${reason}`));
}
