import { once } from "node:events";

const BUFFER_SIZE = 64 * 1024;
let buffered = "";

/** Adds a line to standard output; many lines that come at once are one write. */
export function say(line: string): void {
  if (buffered === "") setImmediate(flush);
  buffered += `${line}\n`;
}

/** As {@link say}, and waits while whoever reads it is slower than we are. */
export async function print(line: string): Promise<void> {
  say(line);
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

/** A text from outside, with nothing in it that could end the line or be an order to a terminal. */
export function plain(text: string): string {
  return jsonLine(text).slice(1, -1).replaceAll('\\"', '"');
}
