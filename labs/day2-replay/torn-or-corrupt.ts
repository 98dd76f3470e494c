/**
 * Measures five rules that tell a torn log from a corrupt one, the last of them yours: see "Torn or
 * corrupt" in the chapter of day 2.
 *
 *     npm run torn-or-corrupt -- --runs 20000 --seed 1
 */
import { parseArgs } from "node:util";
import { measure } from "./torn-or-corrupt/measure.ts";
import { tableOf } from "./torn-or-corrupt/table.ts";

const USAGE = "Usage: npm run torn-or-corrupt -- [--runs COUNT] [--seed NUMBER]";
const USAGE_ERROR = 2;
const LARGEST = 1_000_000_000;

interface Arguments {
  readonly runs: number;
  readonly seed: number;
}

/** @throws an `Error` that says which argument is wrong. */
function argumentsFrom(words: string[]): Arguments {
  const options = { runs: { type: "string" }, seed: { type: "string" } } as const;
  const { runs = "1000", seed = "1" } = parseArgs({ args: words, options }).values;
  return { runs: wholeNumber("--runs", runs), seed: wholeNumber("--seed", seed) };
}

function wholeNumber(name: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= LARGEST) return value;
  throw new Error(`${name} takes a whole number from 1 to ${LARGEST}, not "${text}".`);
}

function readArguments(): Arguments {
  try {
    return argumentsFrom(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
    process.exit(USAGE_ERROR);
  }
}

const { runs, seed } = readArguments();
console.log(tableOf(await measure(runs, seed), runs, seed));
