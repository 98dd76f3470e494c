import { once } from "node:events";

const BUFFER_SIZE = 64 * 1024;
let buffered = "";

/**
 * Prints a line to standard output, at the latest when nothing else is to be done: many lines are
 * one write. Waits while whoever reads it is slower than we are.
 */
export async function print(line: string): Promise<void> {
  if (buffered === "") setImmediate(flush);
  buffered += `${line}\n`;
  if (buffered.length >= BUFFER_SIZE && !flush()) await once(process.stdout, "drain");
}

function flush(): boolean {
  const text = buffered;
  buffered = "";
  return text === "" || process.stdout.write(text);
}

/** A value as one line of JSON, without a character that could be an order to a terminal. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Whether to color what is printed: as the user says, else on a terminal without NO_COLOR. */
export function wantsColor(said: boolean | undefined): boolean {
  return said ?? (process.stdout.isTTY === true && !process.env.NO_COLOR);
}

/** A word and what it is about, in columns. */
export function row(name: string, value: string | number): string {
  return `${name.padEnd(22)}${value}`;
}
