import { Random } from "@wal-labs/core/sim";

/**
 * Records that are known by labels, such as `"12:300"`: the twelfth, with a value of 300 bytes. All
 * of a record follows from its label, so one that is read back proves that it is whole, and none can
 * be made up.
 */
export interface Labelled {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

const made = new Map<string, Labelled>();
const MADE_LIMIT = 1000;
/** A value repeats itself after a prime number of bytes, so that no sector can stand for another. */
const PERIOD = 1021;

/** The label of a record: where it stands in its log, from 0, and the bytes of its value. */
export function labelOf(index: number, valueSize: number): string {
  return `${index}:${valueSize}`;
}

/** The record of a label. Do not change its bytes. */
export function recordOf(label: string): Labelled {
  const known = made.get(label);
  if (known) return known;
  const [index = 0, valueSize = 0] = label.split(":").map(Number);
  const record = {
    key: new TextEncoder().encode(label),
    value: Buffer.alloc(valueSize, new Random(index * 0x1_0001 + valueSize).bytes(PERIOD)),
  };
  if (made.size > MADE_LIMIT) made.clear();
  made.set(label, record);
  return record;
}

/**
 * The label of a record that was read back.
 *
 * @throws an `Error` when the record is not, to the last byte, the one that the label means.
 */
export function labelRead({ key, value }: Labelled): string {
  const label = new TextDecoder().decode(key);
  const written = recordOf(label);
  if (Buffer.compare(written.key, key) === 0 && Buffer.compare(written.value, value) === 0) {
    return label;
  }
  throw new Error(`The record "${label}" was read back with other bytes than were written.`);
}
