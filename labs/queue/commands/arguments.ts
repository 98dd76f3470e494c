import { InvalidArgumentError, Option } from "commander";

/** The longest that a timer of Node's can wait. */
const MAX_MS = 2 ** 31 - 1;

/** What every subcommand is about. */
export const dataOption = () =>
  new Option("--data <folder>", "where the queue lies").makeOptionMandatory();

/** A number of things, 1 at least. */
export function countFrom(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It takes a whole number from 1.");
}

/** A time in milliseconds, 0 included. */
export function msFrom(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : -1;
  if (value >= 0 && value <= MAX_MS) return value;
  throw new InvalidArgumentError(`It takes milliseconds, from 0 to ${MAX_MS}.`);
}
