import type { ByteWriter } from "./byte-writer.ts";
import { MAX_BIGINT_DIGITS, MAX_DEPTH } from "./limits.ts";
import type { Reference, Translator } from "./reference.ts";
import { Tag } from "./tag.ts";

const ERROR_PROPERTIES = new Set(["name", "message", "stack", "code", "cause"]);

/**
 * Appends a value. Getters of the value run, so this may throw whatever they throw.
 *
 * @throws a `TypeError` for a value that cannot travel: a symbol, a structure that nests too deeply
 * or contains itself.
 */
export function writeValue(
  writer: ByteWriter,
  value: unknown,
  translator: Translator,
  depth = 0,
): void {
  switch (typeof value) {
    case "undefined":
      writer.uint8(Tag.undefined);
      break;
    case "boolean":
      writer.uint8(value ? Tag.true : Tag.false);
      break;
    case "number":
      writeNumber(writer, value);
      break;
    case "bigint":
      writeBigint(writer, value);
      break;
    case "string":
      writeText(writer, value);
      break;
    case "symbol":
      throw new TypeError("A symbol cannot leave its process.");
    default:
      writeObject(writer, value as object | null, translator, depth + 1);
  }
}

function writeNumber(writer: ByteWriter, value: number): void {
  if ((value | 0) === value && !Object.is(value, -0)) {
    writer.uint8(Tag.int32);
    writer.int32(value);
  } else {
    writer.uint8(Tag.float64);
    writer.float64(value);
  }
}

function writeBigint(writer: ByteWriter, value: bigint): void {
  const digits = value.toString(16);
  if (digits.length > MAX_BIGINT_DIGITS) throw new TypeError("A bigint is too large to travel.");
  writer.uint8(Tag.bigint);
  writer.text(digits, "utf8");
}

function writeText(writer: ByteWriter, value: string): void {
  const wellFormed = value.isWellFormed();
  writer.uint8(wellFormed ? Tag.text : Tag.illFormedText);
  writer.text(value, wellFormed ? "utf8" : "utf16le");
}

function writeObject(
  writer: ByteWriter,
  value: object | null,
  translator: Translator,
  depth: number,
): void {
  if (depth > MAX_DEPTH) throw new TypeError("A value nests too deeply or contains itself.");
  const write = (part: unknown) => writeValue(writer, part, translator, depth);
  if (value === null) {
    writer.uint8(Tag.null);
  } else if (Array.isArray(value)) {
    writeCount(writer, Tag.array, value.length);
    for (const element of value) write(element);
  } else if (value instanceof Uint8Array) {
    writer.uint8(Tag.bytes);
    writer.bytes(value);
  } else {
    const reference = translator.reference(value);
    if (reference) writeReference(writer, reference);
    else if (value instanceof Error) writeError(writer, value, write, translator.sendsStacks);
    else writeFields(writer, value, write);
  }
}

function writeReference(writer: ByteWriter, { kind, id }: Reference): void {
  writer.uint8(Tag.reference);
  writer.uint8(kind);
  writer.uint32(id);
}

function writeFields(writer: ByteWriter, value: object, write: (part: unknown) => void): void {
  if (value instanceof Map) {
    writeCount(writer, Tag.map, value.size);
    for (const [key, part] of value) [key, part].forEach(write);
  } else if (value instanceof Set) {
    writeCount(writer, Tag.set, value.size);
    for (const element of value) write(element);
  } else if (value instanceof Date) {
    writer.uint8(Tag.date);
    writer.float64(value.getTime());
  } else {
    const fields = Object.entries(value);
    writeCount(writer, Tag.object, fields.length);
    for (const field of fields) field.forEach(write);
  }
}

function writeCount(writer: ByteWriter, tag: number, count: number): void {
  writer.uint8(tag);
  writer.uint32(count);
}

function writeError(
  writer: ByteWriter,
  error: Error,
  write: (part: unknown) => void,
  withStack: boolean,
): void {
  const fields = Object.entries(error).filter(
    ([name, value]) =>
      !ERROR_PROPERTIES.has(name) && typeof value !== "function" && typeof value !== "symbol",
  );
  const { code } = error as { code?: unknown };
  writer.uint8(Tag.error);
  write(String(error.name));
  write(String(error.message));
  write(typeof code === "number" ? code : code === undefined ? undefined : String(code));
  write(withStack ? String(error.stack ?? "") : "");
  writeCount(writer, Tag.object, fields.length);
  for (const pair of fields) pair.forEach(write);
  write(error.cause);
}
