import type { ByteReader } from "./byte-reader.ts";
import { MAX_BIGINT_DIGITS, MAX_DEPTH } from "./limits.ts";
import { ProtocolError } from "./protocol-error.ts";
import { ReferenceKind, type Translator } from "./reference.ts";
import { Tag } from "./tag.ts";

const REFERENCE_KINDS = new Set<number>(Object.values(ReferenceKind));

/**
 * Takes one value from a reader.
 *
 * @throws a {@link ProtocolError} when the bytes are not a value or break a limit; nothing else,
 * whatever the bytes are, as long as the translator does not throw.
 */
export function readValue(reader: ByteReader, translator: Translator, depth = 0): unknown {
  if (depth > MAX_DEPTH + 1) throw new ProtocolError("A message nests too deeply.");
  const tag = reader.uint8();
  switch (tag) {
    case Tag.undefined:
      return undefined;
    case Tag.null:
      return null;
    case Tag.false:
      return false;
    case Tag.true:
      return true;
    case Tag.int32:
      return reader.int32();
    case Tag.float64:
      return reader.float64();
    case Tag.bigint:
      return readBigint(reader);
    case Tag.text:
      return reader.text("utf8");
    case Tag.illFormedText:
      return reader.text("utf16le");
    case Tag.bytes:
      return reader.bytes();
    default:
      return readStructure(reader, tag, translator, depth + 1);
  }
}

function readStructure(
  reader: ByteReader,
  tag: number,
  translator: Translator,
  depth: number,
): unknown {
  const read = () => readValue(reader, translator, depth);
  switch (tag) {
    case Tag.array:
      return readElements(reader, read);
    case Tag.object:
      return readObject(reader, read, translator);
    case Tag.map:
      return new Map(readElements(reader, () => [read(), read()]));
    case Tag.set:
      return new Set(readElements(reader, read));
    case Tag.date:
      return new Date(reader.float64());
    case Tag.error:
      return readError(read, translator);
    case Tag.reference:
      return translator.resolve({ kind: readReferenceKind(reader), id: reader.uint32() });
    default:
      throw new ProtocolError(`There is no tag ${tag}.`);
  }
}

function readBigint(reader: ByteReader): bigint {
  const digits = reader.text("utf8");
  const [, sign, magnitude] = /^(-?)([0-9a-f]+)$/.exec(digits) ?? [];
  if (magnitude === undefined || digits.length > MAX_BIGINT_DIGITS) {
    throw new ProtocolError("Not a bigint.");
  }
  return sign ? -BigInt(`0x${magnitude}`) : BigInt(`0x${magnitude}`);
}

function readElements<Element>(reader: ByteReader, read: () => Element): Element[] {
  const elements: Element[] = [];
  for (let left = reader.count(); left > 0; left--) elements.push(read());
  return elements;
}

function readObject(
  reader: ByteReader,
  read: () => unknown,
  translator: Translator,
): Record<string, unknown> {
  const object = translator.emptyObject();
  for (let left = reader.count(); left > 0; left--) {
    const key = readText(read);
    const value = read();
    // Plain assignment to this one key would change the prototype instead.
    if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true });
    else object[key] = value;
  }
  return object;
}

function readError(read: () => unknown, translator: Translator): unknown {
  const name = readText(read);
  const message = readText(read);
  const code = read();
  const stack = readText(read);
  const fields = read();
  if (!isRecord(fields)) throw new ProtocolError("The fields of an error are not an object.");
  return translator.revive({ name, message, code, stack, fields, cause: read() });
}

function readText(read: () => unknown): string {
  const text = read();
  if (typeof text !== "string") throw new ProtocolError("A text was expected.");
  return text;
}

function readReferenceKind(reader: ByteReader): ReferenceKind {
  const kind = reader.uint8();
  if (!isReferenceKind(kind)) throw new ProtocolError(`There is no kind of reference ${kind}.`);
  return kind;
}

function isReferenceKind(kind: number): kind is ReferenceKind {
  return REFERENCE_KINDS.has(kind);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
