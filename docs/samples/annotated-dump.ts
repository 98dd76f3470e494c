import { FRAME_HEADER_SIZE, parseFrame, SEGMENT_HEADER_SIZE, viewOf } from "@wal-labs/core";

type Meaning = (bytes: Uint8Array) => string;
type Field = readonly [size: number, name: string, meaning: Meaning];

const ROW_SIZE = 8;

const nothing: Meaning = () => "";
const text: Meaning = (bytes) => new TextDecoder().decode(bytes);
const number: Meaning = (bytes) => String(littleEndian(bytes));
const crc: Meaning = (bytes) => `0x${littleEndian(bytes).toString(16).padStart(8, "0")}`;

const SEGMENT_HEADER: readonly Field[] = [
  [4, "magic", text],
  [4, "crc", crc],
  [2, "version", number],
  [2, "header size", number],
  [4, "segment size limit", number],
  [8, "segment number", number],
  [8, "first sequence", number],
  [16, "log id", nothing],
  [4, "salt", crc],
  [12, "reserved", nothing],
];
const FRAME_HEADER: readonly Field[] = [
  [4, "crc", crc],
  [1, "type", number],
  [1, "flags", number],
  [2, "reserved", nothing],
  [4, "key size", number],
  [4, "value size", number],
  [8, "sequence", number],
  [8, "timestamp", number],
  [8, "transaction id", number],
  [8, "synced watermark", number],
];

/** A sound segment, one field a line: its offset, its bytes in file order, its name and meaning. */
export function annotatedDump(segment: Uint8Array): string {
  const groups = [lines(segment, 0, SEGMENT_HEADER)];
  for (let offset = SEGMENT_HEADER_SIZE; offset < segment.length; ) {
    const parsed = parseFrame(viewOf(segment), offset);
    if (parsed.kind !== "frame") throw new Error(`no frame at byte ${offset}: ${parsed.kind}`);
    const { key, value } = parsed.frame;
    const padding = parsed.size - FRAME_HEADER_SIZE - key.length - value.length;
    const body: Field[] = [
      [key.length, "key", text],
      [value.length, "value", text],
      [padding, "padding", nothing],
    ];
    groups.push(lines(segment, offset, [...FRAME_HEADER, ...body]));
    offset += parsed.size;
  }
  return groups.join("\n\n");
}

function lines(segment: Uint8Array, start: number, fields: readonly Field[]): string {
  let end = start;
  const all = fields.flatMap(([size, name, meaning]) => {
    const bytes = segment.subarray(end, end + size);
    end += size;
    return rows(bytes, end - size, `${name.padEnd(20)}${meaning(bytes)}`);
  });
  return all.join("\n");
}

/** A field's bytes, eight to a row; its note stands beside the first. */
function rows(bytes: Uint8Array, offset: number, note: string): string[] {
  return Array.from({ length: Math.ceil(bytes.length / ROW_SIZE) }, (_, index) => {
    const start = index * ROW_SIZE;
    const place = (offset + start).toString(16).padStart(4, "0");
    const row = hex(bytes.subarray(start, start + ROW_SIZE)).padEnd(25);
    return `${place}  ${row}${index === 0 ? note : ""}`.trimEnd();
  });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((high, byte) => high * 256 + byte, 0);
}
