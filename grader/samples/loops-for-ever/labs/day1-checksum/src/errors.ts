import { WalError } from "@wal-labs/core";

const asHex = (crc: number) => `00000000${crc.toString(16)}`.slice(-8);

export class ChecksumMismatchError extends WalError {
  override readonly name = "ChecksumMismatchError";
  readonly sequence: number;
  readonly expected: number;
  readonly actual: number;

  constructor(sequence: number, expected: number, actual: number) {
    super(
      "WAL_CHECKSUM_MISMATCH",
      `the frame of record ${sequence} says ${asHex(expected)} but its bytes give ${asHex(actual)}`,
    );
    this.sequence = sequence;
    this.expected = expected;
    this.actual = actual;
  }
}

export class CorruptionError extends WalError {
  override readonly name = "CorruptionError";
  readonly sequence: number;
  readonly offset: number;

  constructor(sequence: number, offset: number, cause: Error) {
    super("WAL_CORRUPTED", `damage at ${offset}, record ${sequence}: ${cause.message}`, { cause });
    this.sequence = sequence;
    this.offset = offset;
  }
}
