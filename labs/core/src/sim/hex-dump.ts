/** A part of the bytes that has a meaning, `[start, end)`. */
export interface HexLabel {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const ROW_SIZE = 16;

/**
 * Bytes as people read them: offset, 16 bytes in hex, the same as ASCII, and the labels of what
 * begins in that row. Rows that repeat the one before are folded into `*`; rows beyond `maxRows`
 * are counted. Without labels at most 78 columns wide.
 */
export function hexDump(
  bytes: Uint8Array,
  labels: readonly HexLabel[] = [],
  maxRows = 24,
): string[] {
  const lines: string[] = [];
  let previous = "";
  for (let offset = 0; offset < bytes.length; offset += ROW_SIZE) {
    if (lines.length >= maxRows) {
      return [...lines, `          … and ${bytes.length - offset} more bytes`];
    }
    const row = describeRow(bytes.subarray(offset, offset + ROW_SIZE));
    const text = labelsAt(labels, offset);
    const isRepeated = row === previous && text === "" && offset + ROW_SIZE < bytes.length;
    previous = row;
    if (!isRepeated) lines.push(`${hex(offset, 8)}  ${row}${text}`);
    else if (lines.at(-1) !== "*") lines.push("*");
  }
  return lines;
}

function describeRow(row: Uint8Array): string {
  const cells = Array.from(row, (byte) => hex(byte, 2));
  const left = cells.slice(0, ROW_SIZE / 2).join(" ");
  const right = cells.slice(ROW_SIZE / 2).join(" ");
  const ascii = Array.from(row, (byte) => (isPrintable(byte) ? String.fromCharCode(byte) : "."));
  return `${left.padEnd(23)}  ${right.padEnd(23)}  |${ascii.join("").padEnd(ROW_SIZE)}|`;
}

function labelsAt(labels: readonly HexLabel[], offset: number): string {
  const here = labels.filter(({ start, end }) => {
    const firstSeen = Math.floor(start / ROW_SIZE) * ROW_SIZE;
    return firstSeen === offset && end > start;
  });
  return here.length === 0 ? "" : `  ${here.map((label) => label.text).join(", ")}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}
