import { InvalidArgumentError } from "commander";

/** What every subcommand looks at. */
export const PATH_ARGUMENT = ["<path>", "a segment's file, or a log's directory"] as const;

/** A sequence of a record, as in a log: 1, 2, 3, … */
export function sequenceFrom(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It takes a whole number from 1.");
}

/** A number of bytes, in decimal or, with 0x in front, in hexadecimal as in a hex dump. */
export function bytesFrom(text: string): number {
  const value = /^(\d+|0x[\da-f]+)$/i.test(text) ? Number(text) : -1;
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError("It takes a number of bytes, such as 64 or 0x40.");
}
