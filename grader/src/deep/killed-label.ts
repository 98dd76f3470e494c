import { Random } from "@wal-labs/core/sim";
import { labelOf } from "./labelled-records.ts";

const LARGE = 2_000_000;
const SMALL = 3000;

/**
 * The label of the record at an index of a log that is killed: the same for writer and judge. Now and
 * then the record is large enough to be cut in the middle of its write.
 */
export function killedLabel(seed: number, index: number): string {
  const random = new Random(Math.imul(seed, 0x9e37_79b1) + index);
  return labelOf(index, random.below(random.below(16) === 0 ? LARGE : SMALL));
}
