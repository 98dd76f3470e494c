import { crc32, io, RECORD_CODES, readFully } from "@wal-labs/checksum";
import {
  DEFAULT_MAX_RECORD_SIZE,
  type FileHandle,
  FRAME_HEADER_SIZE,
  frameSize,
  LAST_OF_BATCH,
  parseFrame,
  parseSegmentHeader,
  SEAL_TYPE,
  viewOf,
} from "@wal-labs/core";
import { isoTime, printable } from "./dumped-record.ts";

/** A field of the format, as it lies on disk. */
export interface Field {
  /** As in the format's tables: `magic`, `crc`, `key size`, … */
  readonly name: string;
  /** In bytes from the start of the segment. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** For people: a number, a name, a time, a text; empty where there is nothing to say. */
  readonly meaning: string;
}

/** Bytes with labels, and what is wrong with them. */
export interface Labelled {
  readonly fields: readonly Field[];
  readonly flaw?: string | undefined;
}

/** How a field is laid out, and how to say what it holds. */
type Layout = readonly [name: string, size: number, meaning: (bytes: Uint8Array) => string];

const MAX_TEXT = 60;

const HEADER: readonly Layout[] = [
  ["magic", 4, textOf],
  ["crc", 4, hexOf],
  ["version", 2, numberOf],
  ["header size", 2, numberOf],
  ["segment size limit", 4, numberOf],
  ["segment number", 8, numberOf],
  ["first sequence", 8, numberOf],
  ["log id", 16, () => ""],
  ["salt", 4, hexOf],
  ["reserved", 12, () => ""],
];

const FRAME: readonly Layout[] = [
  ["crc", 4, hexOf],
  ["type", 1, typeOf],
  ["flags", 1, flagsOf],
  ["reserved", 2, () => ""],
  ["key size", 4, numberOf],
  ["value size", 4, numberOf],
  ["sequence", 8, numberOf],
  ["timestamp", 8, timeOf],
  ["transaction id", 8, numberOf],
  ["synced watermark", 8, numberOf],
];

/**
 * Labels a segment header.
 *
 * @param head its 64 bytes; fewer where the file ends first.
 */
export function headerFields(head: Uint8Array): Labelled {
  const fields = laidOut(head, 0, HEADER);
  const parsed = parseSegmentHeader(head);
  if (parsed.kind === "incomplete") return { fields, flaw: "the file ends inside the header" };
  if (parsed.kind === "foreign") return { fields, flaw: "the magic is not PWAL" };
  const crc = crc32(head.subarray(8), 0);
  if (crc !== viewOf(head).getUint32(4, true)) return { fields, flaw: mismatch(crc) };
  return { fields, flaw: parsed.kind === "invalid" ? parsed.flaw : undefined };
}

/**
 * Labels what starts at `offset` as a frame, whether or not it is one. Key, value and padding only
 * where the sizes are within the limit, and as far as the file goes.
 *
 * @param salt of the segment; without it, the CRC cannot be checked.
 * @throws a `WalError` `WAL_IO` when the file system fails.
 */
export async function frameFields(
  handle: FileHandle,
  offset: number,
  salt: number | undefined,
  maxRecordSize = DEFAULT_MAX_RECORD_SIZE,
): Promise<Labelled> {
  const read = (size: number) => io("read the frame", readFully(handle, offset, size));
  const start = await read(FRAME_HEADER_SIZE);
  if (start.length < FRAME_HEADER_SIZE) {
    return { fields: laidOut(start, offset, FRAME), flaw: "the file ends inside the frame" };
  }
  const keySize = viewOf(start).getUint32(8, true);
  const valueSize = viewOf(start).getUint32(12, true);
  // A damaged size must not choose how much memory is taken.
  if (keySize + valueSize > maxRecordSize) {
    return { fields: laidOut(start, offset, FRAME), flaw: "too-large" };
  }
  const size = frameSize(keySize, valueSize);
  const bytes = await read(size);
  const padding = size - FRAME_HEADER_SIZE - keySize - valueSize;
  const fields = laidOut(bytes, offset, [
    ...FRAME,
    ["key", keySize, textOf],
    ["value", valueSize, textOf],
    ["padding", padding, () => ""],
  ]);
  return { fields, flaw: flawOf(bytes, salt, maxRecordSize) };
}

function flawOf(bytes: Uint8Array, salt: number | undefined, maxRecordSize: number) {
  const parsed = parseFrame(viewOf(bytes), 0, maxRecordSize);
  if (parsed.kind === "incomplete") return "the file ends inside the frame";
  if (parsed.kind === "invalid") return parsed.flaw;
  if (salt === undefined) return "its crc cannot be checked: the segment header is damaged";
  const crc = crc32(bytes.subarray(4), salt);
  return crc === viewOf(bytes).getUint32(0, true) ? undefined : mismatch(crc);
}

function mismatch(crc: number): string {
  return `its bytes have the crc 0x${hex(crc)}`;
}

/** The fields that lie in `bytes`; the last one may be cut short, and says nothing then. */
function laidOut(bytes: Uint8Array, offset: number, layout: readonly Layout[]): Field[] {
  const fields: Field[] = [];
  let at = 0;
  for (const [name, size, meaning] of layout) {
    const part = bytes.subarray(at, at + size);
    const isWhole = part.length === size;
    const field = { name, offset: offset + at, bytes: part };
    if (part.length > 0) fields.push({ ...field, meaning: isWhole ? meaning(part) : "" });
    at += size;
  }
  return fields;
}

function numberOf(bytes: Uint8Array): string {
  const digits = bytes.toReversed().reduce((text, byte) => text + hex(byte, 2), "");
  return BigInt(`0x${digits}`).toString();
}

function hexOf(bytes: Uint8Array): string {
  return `0x${hex(viewOf(bytes).getUint32(0, true))}`;
}

/** A long text is cut short, between characters. */
function textOf(bytes: Uint8Array): string {
  const line = (printable(bytes) ?? "").replace(/[\t\n\r]/g, " ");
  if (line.length <= MAX_TEXT) return line;
  return `${[...line.slice(0, 2 * MAX_TEXT)].slice(0, MAX_TEXT).join("")}…`;
}

function typeOf([type = 0]: Uint8Array): string {
  if (type === SEAL_TYPE) return `${type}, seal`;
  const name = Object.entries(RECORD_CODES).find(([, code]) => code === type)?.[0];
  return name === undefined ? String(type) : `${type}, ${name}`;
}

function flagsOf([flags = 0]: Uint8Array): string {
  return flags === LAST_OF_BATCH ? `${flags}, last of batch` : String(flags);
}

function timeOf(bytes: Uint8Array): string {
  const time = isoTime(Number(numberOf(bytes)));
  return time === null ? numberOf(bytes) : `${numberOf(bytes)}, ${time}`;
}

function hex(value: number, digits = 8): string {
  return value.toString(16).padStart(digits, "0");
}
