import type { Inspection } from "./inspect.ts";
import type { Field } from "./inspected-fields.ts";

/** How to print an {@link Inspection}. */
export interface InspectionTextOptions {
  /** Whether to color it, by ANSI escapes. Default false. */
  readonly color?: boolean | undefined;
}

type Style = (text: string) => string;

const ROW_SIZE = 8;
/** Rows of one field, before the rest is only counted. */
const MAX_ROWS = 16;
const HEX_WIDTH = 3 * ROW_SIZE - 1;
const NAME_WIDTH = 20;

/** What each field is colored as; the others are not. */
const COLORS: { readonly [name: string]: number } = {
  ...{ magic: 35, crc: 33, salt: 33, type: 36, flags: 36 },
  ...{ sequence: 32, "first sequence": 32, "synced watermark": 32 },
  ...{ key: 34, value: 34, padding: 2, reserved: 2 },
};
const RED = 31;
const DIM = 2;

/**
 * An inspection as text, without a line break at its end: a line of heading, then for each 8 bytes
 * of each field its offset, the bytes in hex, and in the field's first row its name and meaning; at
 * last the flaw, if there is one. Long fields are cut short. Without `color` it is plain text.
 */
export function inspectionText(
  { segment, kind, offset, size, fields, flaw }: Inspection,
  { color = false }: InspectionTextOptions = {},
): string {
  const paint = (code: number): Style => {
    return color ? (text) => `\u001b[${code}m${text}\u001b[0m` : (text) => text;
  };
  const heading = `${segment}: ${kind} at ${offset}, ${size} bytes`;
  const rows = fields.flatMap((field) => {
    const code = COLORS[field.name];
    return rowsOf(field, paint(DIM), code === undefined ? (text) => text : paint(code));
  });
  const verdict = flaw === undefined ? [] : [paint(RED)(`invalid: ${flaw}`)];
  return [heading, ...rows, ...verdict].join("\n");
}

function rowsOf({ name, offset, bytes, meaning }: Field, dim: Style, style: Style): string[] {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length && rows.length < MAX_ROWS; at += ROW_SIZE) {
    const cells = Array.from(bytes.subarray(at, at + ROW_SIZE), (byte) => hex(byte, 2)).join(" ");
    const label = at === 0 ? `${name.padEnd(NAME_WIDTH)}${meaning}`.trimEnd() : "";
    const hexes = label ? `${cells.padEnd(HEX_WIDTH)}  ${label}` : cells;
    rows.push(`${dim(hex(offset + at, 4))}  ${style(hexes)}`);
  }
  const left = bytes.length - MAX_ROWS * ROW_SIZE;
  return left > 0 ? [...rows, dim(`      … and ${left} more bytes`)] : rows;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}
