import { existsSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { availableDays, type Day } from "../../course/course.ts";

/** Reads paths of things that must exist. */
export function existing(path: string, before: string[]): string[] {
  return [...before, existingOne(path)];
}

/** Reads a path of something that must exist. */
export function existingOne(path: string): string {
  if (!existsSync(path)) throw new InvalidArgumentError(`There is nothing at ${path}.`);
  return path;
}

/** Reads a day that can be graded. */
export function dayFrom(text: string): Day {
  const day = availableDays().find(({ number }) => String(number) === text);
  if (day) return day;
  const numbers = availableDays().map(({ number }) => number);
  throw new InvalidArgumentError(`Days that can be graded: ${numbers.join(", ")}.`);
}

/** Reads a count of 1 or more. */
export function countFrom(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError("It is a whole number of 1 or more.");
}
