import { formatWithOptions } from "node:util";
import { sendOutput } from "./pipe.ts";

const LIMIT = 64 * 1024;
const PRINTING = ["log", "info", "debug", "warn", "error", "trace", "dir", "table"] as const;
const SILENT = ["assert", "clear", "count", "group", "groupEnd", "time", "timeEnd"] as const;

/** A console that prints to the student's output, up to a limit for each process. */
export function createConsole(): Record<string, (...values: unknown[]) => void> {
  let left = LIMIT;
  const print = (...values: unknown[]) => {
    if (left <= 0) return;
    const text = `${formatWithOptions({ depth: 4 }, ...values)}\n`.slice(0, left);
    left -= text.length;
    sendOutput(left > 0 ? text : `${text}\n(further output was dropped)\n`);
  };
  const silent = () => {};
  return Object.fromEntries([
    ...PRINTING.map((name) => [name, print]),
    ...SILENT.map((name) => [name, silent]),
  ]);
}
