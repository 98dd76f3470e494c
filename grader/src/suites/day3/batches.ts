import type { Random, SimDisk } from "@wal-labs/core/sim";
import type { BatchOutcome, SegmentPosition } from "@wal-labs/rotation";
import { expect } from "vitest";
import { expectOneLog, record, segmentsOn } from "./segments.ts";

/** A batch of 96-byte frames. */
export type Batch = ReturnType<typeof record>[];

/** Batches of so many records each. */
export function batchesOf(random: Random, sizes: readonly number[]): Batch[] {
  return sizes.map((size) => Array.from({ length: size }, () => record(random)));
}

/** What the batches that were logged were told. */
export function positionsIn(outcomes: readonly BatchOutcome[]): (readonly SegmentPosition[])[] {
  return outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}

/** Holds the records on a disk against the batches that were begun, and gives how many are there. */
export function expectWholeBatches(disk: SimDisk, begun: readonly Batch[]): number {
  const found = expectOneLog(segmentsOn(disk)).map(({ key }) => key);
  let [whole, size] = [0, 0];
  for (const { length } of begun) {
    if (size + length > found.length) break;
    [whole, size] = [whole + 1, size + length];
  }
  expect(found.length, `records on the disk; ${whole} whole batches have`).toBe(size);
  const keys = begun.flatMap((batch) => batch.map(({ key }) => key));
  expect(found, "the records on the disk, against those of the batches").toEqual(
    keys.slice(0, size),
  );
  return whole;
}
