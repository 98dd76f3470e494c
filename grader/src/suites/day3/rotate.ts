import { SEAL_TYPE } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { check, filesOn, opened } from "./check.ts";
import { expectOneLog, expectZero, record, segmentsOn } from "./segments.ts";

describe("Exercise 3.6: rotate", () => {
  check(
    "3.6-rotate-on-demand",
    {
      points: 1,
      rationale: "Before a backup one wants a new segment now; twice in a row one wants only one.",
      hints: ["A segment without a record stays the last one: rotate does nothing."],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { segmentSize: 4096 });
      const before = filesOn(disk);
      await log.rotate();
      expect(filesOn(disk), "an empty log after rotate").toEqual(before);
      await log.append(record(random));
      await log.rotate();
      await log.rotate();
      expect(await log.append(record(random))).toMatchObject({ sequence: 2, offset: 64 });
      const segments = segmentsOn(disk);
      expect(segments.map(({ header }) => header?.firstSequence)).toEqual([1, 2]);
      expect(expectOneLog(segments).length).toBe(2);
      expect(disk.openHandles, "files open").toBe(1);
    },
  );

  check(
    "3.6-seals",
    {
      points: 2,
      rationale: "The seal vouches for all before it: damage in a sealed segment is never a crash.",
      hints: [
        "Type 127, the next record's sequence, watermark one less: synced before it is written.",
        "Every segment but the last ends with one; so does the last, when the log was closed.",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random }) => {
      for (const sync of ["always", "manual"] as const) {
        const disk = new SimDisk();
        const log = await opened(student, disk, { sync });
        for (let index = 0; index < 5; index++) await log.append(record(random));
        expect(sealsOn(disk)).toEqual([3, 5, undefined]);
        await log.close();
        expect(sealsOn(disk)).toEqual([3, 5, 6]);
        for (const { frames, bytes, tailSize, name } of segmentsOn(disk)) {
          const seal = frames.at(-1);
          expect(seal, `the seal of ${name}`).toMatchObject({ key: none, value: none, flags: 1 });
          expect(seal?.syncedWatermark, `the seal's watermark in ${name}`).toBe(
            (seal?.sequence ?? 0) - 1,
          );
          expectZero(bytes.subarray(bytes.length - tailSize), name);
        }
      }
    },
  );

  check(
    "3.6-preallocates",
    {
      points: 1,
      rationale: "A file that has its size already is synced without its metadata: that is faster.",
      hints: [
        "Zeros up to the segment's size from the start, and none behind the seal that matter.",
      ],
      needs: ["3.6-seals"],
    },
    async ({ student, random }) => {
      const [disk, segmentSize] = [new SimDisk(), 64 + 3 * 96 + 48];
      const log = await opened(student, disk, { preallocate: true, segmentSize });
      const sizeOfLast = () => segmentsOn(disk).at(-1)?.bytes.length;
      expect(sizeOfLast(), "bytes in the first segment").toBe(segmentSize);
      for (let index = 0; index < 7; index++) {
        await log.append(record(random));
        expect(sizeOfLast(), "bytes in the last segment").toBe(segmentSize);
      }
      await log.close();
      expect(expectOneLog(segmentsOn(disk)).length).toBe(7);
      expect(sealsOn(disk)).toEqual([4, 7, 8]);
      for (const { bytes, tailSize, name } of segmentsOn(disk)) {
        expectZero(bytes.subarray(bytes.length - tailSize), name);
      }
    },
  );
});

const none = new Uint8Array(0);

/** The sequence in the last frame of each segment, where that is a seal. */
function sealsOn(disk: SimDisk): (number | undefined)[] {
  return segmentsOn(disk).map(({ frames }) => {
    const last = frames.at(-1);
    return last?.type === SEAL_TYPE ? last.sequence : undefined;
  });
}
