import { Random } from "@wal-labs/core/sim";

/** Records of one size, made one after the other and never held together. */
export interface Records {
  readonly count: number;
  /** Key and value together, in bytes. */
  readonly recordSize: number;
}

/** A record, as every contestant stores it. Its bytes are used again for the next one. */
export interface KeyValue {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Sixteen letters and digits that sort by index: half the size of a UUID as text. */
export const KEY_SIZE = 16;
/** Letters only, so that JSON needs no escapes: its best case. */
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

/** Each record in the order of its key. Values are random, and the same in every run. */
export function* eachRecord({ count, recordSize }: Records): Generator<KeyValue> {
  const random = new Random(recordSize);
  const key = Buffer.alloc(KEY_SIZE);
  const value = Buffer.alloc(recordSize - KEY_SIZE);
  for (let index = 0; index < value.length; index++) {
    value.write(LETTERS[random.below(LETTERS.length)] ?? "", index);
  }
  for (let index = 0; index < count; index++) {
    key.write(String(index).padStart(KEY_SIZE, "0"));
    value.write(LETTERS[random.below(LETTERS.length)] ?? "", random.below(value.length));
    yield { key, value };
  }
}

/** Calls `write` with the records' bytes in portions of some 4 MiB. */
export async function inPortions(
  parts: Iterable<Uint8Array>,
  write: (portion: Buffer) => Promise<unknown>,
): Promise<void> {
  let portion: Uint8Array[] = [];
  let size = 0;
  for (const part of parts) {
    portion.push(part);
    size += part.length;
    if (size < 4 * 1024 * 1024) continue;
    await write(Buffer.concat(portion));
    [portion, size] = [[], 0];
  }
  await write(Buffer.concat(portion));
}
