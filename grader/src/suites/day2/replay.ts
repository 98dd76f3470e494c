import { LogFile, type Position } from "@wal-labs/checksum";
import { LAST_OF_BATCH } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { header } from "../forged-log.ts";
import { samples } from "../sample-records.ts";
import { check, diskWith, logOf, PATH, putFrame, putFrames, range } from "./check.ts";
import { collect } from "./collect.ts";

describe("Exercise 2.6: replay", () => {
  check(
    "2.6-in-order",
    {
      points: 2,
      rationale: "The ground for everything else: each record once, in order, as it was appended.",
      hints: [
        "`fromFrame` of day 1 makes an entry of a frame; the position is where the frame lies.",
        "A seal is no record.",
      ],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const records = samples(random);
      const positions: Position[] = [];
      for (const half of [records.slice(0, 7), records.slice(7)]) {
        const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
        for (const record of half) positions.push(await log.append(record));
        await log.close();
      }
      const { handed, sequences, replayed } = await collect(student, disk);
      expect(handed.map(({ entry }) => entry.record)).toEqual(records);
      expect(handed.map(({ position }) => position)).toEqual(positions);
      expect(sequences).toEqual(range(1, records.length));
      expect(replayed).toMatchObject({ kind: "clean", lastSequence: records.length, gaps: [] });
      expect(disk.openHandles, "files left open").toBe(0);
    },
  );

  check(
    "2.6-no-log",
    {
      points: 1,
      rationale: "The first start of a service replays a log that is not there yet.",
      hints: ["No file, or an empty one: no records, and no error."],
    },
    async ({ student }) => {
      for (const disk of [new SimDisk(), diskWith(new Uint8Array(0)), diskWith(header())]) {
        const names = disk.filePaths();
        const { sequences, replayed } = await collect(student, disk);
        expect(sequences).toEqual([]);
        expect(replayed).toMatchObject({ kind: "clean", lastSequence: 0, gaps: [] });
        expect(disk.filePaths(), "replay creates no log").toEqual(names);
      }
    },
  );

  check(
    "2.6-torn-tail",
    {
      points: 1,
      rationale:
        "A replay before the recovery sees what the recovery will leave: no less, no more.",
      hints: ["Torn: what is whole is handed over. Only `absolute` refuses."],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 3)).subarray(0, -3);
      const disk = diskWith(bytes);
      const { digest } = disk;
      const { sequences, replayed } = await collect(student, disk);
      expect(sequences).toEqual([1, 2]);
      expect(replayed).toMatchObject({ kind: "torn", lastSequence: 2, gaps: [] });
      expect(disk.digest === digest, "replay changes nothing on the disk").toBe(true);
      const absolute = collect(student, diskWith(bytes), { policy: "absolute" });
      await expect(absolute).rejects.toMatchObject({ code: "WAL_CORRUPTED", sequence: 3 });
    },
  );

  check(
    "2.6-whole-batches",
    {
      points: 2,
      rationale: "Half a batch is what a batch is there to prevent.",
      hints: [
        "Hold the frames of a batch back until the one with LAST_OF_BATCH has come.",
        "A batch longer than a chunk: are the first frames' bytes still what they were?",
      ],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const frames = range(1, 13).map((sequence) => {
        const flags = [1, 9, 12].includes(sequence) ? LAST_OF_BATCH : 0;
        return putFrame(random, sequence, { flags, syncedWatermark: 0 });
      });
      const values = frames.map((bytes) => bytes.slice(52, 52 + (bytes[12] ?? 0)));
      for (const [count, whole] of [
        [1, 1],
        [4, 1],
        [8, 1],
        [9, 9],
        [11, 9],
        [13, 12],
      ] as const) {
        const disk = diskWith(logOf(...frames.slice(0, count)));
        const { handed, sequences, replayed } = await collect(student, disk, { chunkSize: 100 });
        expect(sequences).toEqual(range(1, whole));
        const bytes = handed.map(({ entry }) => "value" in entry.record && entry.record.value);
        expect(bytes).toEqual(values.slice(0, whole));
        expect(replayed.lastSequence).toBe(whole);
      }
    },
  );
});
