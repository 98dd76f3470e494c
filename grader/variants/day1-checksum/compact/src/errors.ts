import { WalError } from "@wal-labs/core";

/** The bytes of a record do not match its checksum. */
export class ChecksumMismatchError extends WalError {
  override readonly name = "ChecksumMismatchError";
  /** The sequence the record should have. */
  readonly sequence: number;
  /** The CRC that stands in the frame. */
  readonly expected: number;
  /** The CRC of the frame's bytes. */
  readonly actual: number;

  constructor(sequence: number, expected: number, actual: number) {
    super("WAL_CHECKSUM_MISMATCH", mismatchMessage(sequence, expected, actual));
    this.sequence = sequence;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The log is damaged: what stands at an offset is not what was written there. */
export class CorruptionError extends WalError {
  override readonly name = "CorruptionError";
  /** The sequence of the record that should stand there. */
  readonly sequence: number;
  /** Where the damaged frame starts, in bytes from the start of the file. */
  readonly offset: number;

  constructor(sequence: number, offset: number, cause: Error) {
    super("WAL_CORRUPTED", corruptionMessage(sequence, offset, cause), { cause });
    this.sequence = sequence;
    this.offset = offset;
  }
}

/**
 * One sentence with the sequence in decimal and both checksums as 8 lower-case hex digits.
 *
 * @example `mismatchMessage(7, 0xcbf43926, 0x1f)` names `7`, `cbf43926` and `0000001f`.
 */
function mismatchMessage(sequence: number, expected: number, actual: number): string {
  return `Record ${sequence}: checksum is ${hex(actual)}, expected ${hex(expected)}.`;
}

/**
 * One sentence with the sequence and the offset in decimal, and the cause's own message.
 *
 */
function corruptionMessage(sequence: number, offset: number, cause: Error): string {
  return `Record ${sequence} at offset ${offset} is damaged: ${cause.message}`;
}

const hex = (checksum: number): string => checksum.toString(16).padStart(8, "0");
