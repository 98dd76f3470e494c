import type { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { frame, SEGMENT } from "../forged-log.ts";
import { inspect } from "../inspect.ts";
import { pipelined } from "../pipelined.ts";
import { check, diskWith, fileOf, logOf, opened, putFrames, range } from "./check.ts";
import { visitsOf } from "./visits.ts";

describe("Exercise 2.1: a window on the file", () => {
  check(
    "2.1-every-border",
    {
      points: 2,
      rationale: "A chunk ends where it ends: in a key, in a size, between two frames.",
      hints: [
        "What does the window still hold of a frame that the chunk ends in?",
        "When fewer than `size` bytes are left in the window, read again, from `offset` on.",
      ],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 5));
      const sizes = [...range(1, 3).map((power) => 8 ** power), ...range(48, 96)];
      const ends = await pipelined(sizes, async (chunkSize) =>
        student.walk(await fileOf(bytes), SEGMENT, undefined, { chunkSize }),
      );
      const wrong = sizes.filter((_, index) => ends[index]?.end !== bytes.length);
      expect(wrong, "chunk sizes with which the walk ends too early").toEqual([]);
      for (const chunkSize of [64, 200]) {
        const { visited } = await visitsOf(student, bytes, { chunkSize });
        expect(visited, `what is visited in chunks of ${chunkSize}`).toEqual(inspect(bytes).frames);
      }
    },
  );

  check(
    "2.1-short-reads",
    {
      points: 2,
      rationale: "A read may give fewer bytes than were asked for, long before the file ends.",
      hints: ["`readFully` of day 1 goes on until it has them all."],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 3));
      for (const most of [3, 50]) {
        const disk = diskWith(bytes);
        disk.inject({ kind: "read", times: Infinity }, { kind: "short", bytes: most });
        const walked = await student.walk(await opened(disk), SEGMENT);
        expect(walked).toMatchObject({ stop: "end", end: bytes.length, lastSequence: 3 });
      }
    },
  );

  check(
    "2.1-one-chunk-at-a-time",
    {
      points: 2,
      rationale: "A log may be larger than the memory; whoever reads all of it at once finds out.",
      hints: [
        "Ask for `chunkSize` bytes, or for `size` where that is more.",
        "And only when the window does not hold them yet: a read for each frame is slow.",
      ],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 400));
      for (const chunkSize of [1024, 4096]) {
        const disk = diskWith(bytes);
        await student.walk(await opened(disk), SEGMENT, undefined, { chunkSize });
        const reads = readsOf(disk);
        expect(Math.max(...reads), "the largest read").toBeLessThanOrEqual(2 * chunkSize);
        const most = (2 * bytes.length) / chunkSize + 4;
        expect(reads.length, "reads of the whole file").toBeLessThanOrEqual(most);
      }
    },
  );

  check(
    "2.1-absurd-size",
    {
      points: 2,
      rationale: "Four damaged bytes can ask for four gigabytes. Check before you allocate.",
      hints: [
        "The cursor takes the limit: a frame over `maxRecordSize` is invalid, whatever it says.",
        "A size that leads beyond the end of the file is no size, either.",
      ],
      needs: ["2.2-visits"],
    },
    async ({ student }) => {
      for (const [size, maxRecordSize] of [
        [0xffff_ffff, undefined],
        [2 ** 24, undefined],
        [2 ** 24 - 100, undefined],
        [0x7fff_fff0, 64],
        [65, 64],
      ] as const) {
        const absurd = frame({ sequence: 2 });
        new DataView(absurd.buffer).setUint32(12, size, true);
        const disk = diskWith(logOf(frame({ sequence: 1 }), absurd, new Uint8Array(300).fill(1)));
        const options = { maxRecordSize, chunkSize: 256 };
        const walked = await student.walk(await opened(disk), SEGMENT, undefined, options);
        expect(walked).toMatchObject({ stop: "invalid", end: 112, lastSequence: 1 });
        expect(Math.max(...readsOf(disk)), "the largest read").toBeLessThanOrEqual(512);
      }
    },
  );
});

/** Bytes that each read asked for. */
function readsOf(disk: SimDisk): number[] {
  const reads = disk.log.filter(({ operation }) => operation.kind === "read");
  return reads.map(({ operation }) => operation.size ?? 0);
}
