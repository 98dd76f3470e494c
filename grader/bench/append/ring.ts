import { eachRecord } from "../replay/records.ts";
import type { PutRecord } from "./contestant.ts";

/** More than the appenders ever have under way, and so many that a store has to search for a key. */
const RECORDS = 1 << 15;

/** Records made beforehand, so that making them costs no contestant anything. Handed out in a ring. */
export class RecordRing {
  readonly #records: readonly PutRecord[];
  #next = 0;

  /** @param recordSize key and value together, in bytes. */
  constructor(recordSize: number) {
    this.#records = Array.from(eachRecord({ count: RECORDS, recordSize }), ({ key, value }) => ({
      type: "put",
      key: Buffer.from(key),
      value: Buffer.from(value),
    }));
  }

  /** In the order of their keys; after the last comes the first again. */
  next(): PutRecord {
    this.#next = (this.#next + 1) % RECORDS;
    return this.#records[this.#next] as PutRecord;
  }
}
