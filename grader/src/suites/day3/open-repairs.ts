import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { pipelined } from "../pipelined.ts";
import { check, DIRECTORY, filesOn, opened, range } from "./check.ts";
import { diskOf, forgedLog } from "./forged-segments.ts";
import { expectOneLog, record, segmentsOn } from "./segments.ts";

describe("Exercise 3.5: open makes whole what a crash left", () => {
  check(
    "3.5-repairs",
    {
      points: 2,
      invariant: "O6",
      rationale:
        "The end of the log may be torn; it is cut off for good before anything follows it.",
      hints: [
        "Day 2's `recover` does it, for the last segment that has a header.",
        "Append behind what is whole, not behind what is there.",
        'Who asked for "absolute" wants to look at the torn tail first: hand the policy on.',
      ],
      needs: ["3.5-continues"],
    },
    async ({ restart, random }) => {
      const [first, second] = forgedLog(random, [2, 2]);
      if (!first || !second) return;
      const { SegmentedLog } = await restart();
      const sizes = range(64 + 96, second.bytes.length).filter((size) => size % 5 === 0);
      await pipelined(sizes, async (size) => {
        const disk = diskOf([first, { number: 2, bytes: second.bytes.subarray(0, size) }]);
        const kept = size < second.bytes.length ? 3 : 4;
        const log = await SegmentedLog.open(DIRECTORY, { fs: disk });
        expect(await log.lastSequence, `cut to ${size} bytes`).toBe(kept);
        expect(await log.append(record(random))).toMatchObject({ sequence: kept + 1 });
        await log.close();
        const off = disk.crash({ kind: "power", fates: "old" });
        expect(expectOneLog(segmentsOn(off)).length, `cut to ${size} bytes`).toBe(kept + 1);
        const again = await SegmentedLog.open(DIRECTORY, { fs: off });
        expect(await again.lastSequence, "after a power cut").toBe(kept + 1);
      });
      const torn = diskOf([first, { number: 2, bytes: second.bytes.subarray(0, 200) }]);
      const before = filesOn(torn);
      const refused = SegmentedLog.open(DIRECTORY, { fs: torn, policy: "absolute" });
      await expect(refused).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
      expect(filesOn(torn), "the directory is left as it was").toEqual(before);
    },
  );

  check(
    "3.5-preallocated-zeros",
    {
      points: 1,
      rationale: "Zeros that were put there for later are no damage, and no records.",
      hints: ["A crash leaves preallocated zeros behind the last record. Where does the next go?"],
      needs: ["3.5-repairs"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { preallocate: true });
      for (let index = 0; index < 3; index++) await log.append(record(random));
      const afterKill = disk.crash({ kind: "process" });
      const again = await opened(await restart(), afterKill, { preallocate: true });
      expect(await again.lastSequence).toBe(3);
      for (const sequence of [4, 5, 6]) {
        expect(await again.append(record(random))).toMatchObject({ sequence });
      }
      const last = await opened(await restart(), afterKill.crash({ kind: "power", fates: "old" }));
      expect(await last.lastSequence).toBe(6);
      expect(expectOneLog(segmentsOn(afterKill)).length, "records").toBe(6);
    },
  );

  check(
    "3.5-removes-leftovers",
    {
      points: 2,
      rationale: "What crashes leave adds up, and one day the disk is full of it.",
      hints: [
        "`*.tmp`, and the last segment if it was never born. Then sync the directory.",
        "Nothing else: what you did not write is not yours to remove.",
      ],
      needs: ["3.5-continues"],
    },
    async ({ student, random }) => {
      const [first] = forgedLog(random, [3, 1]);
      if (!first) return;
      const strangers = {
        LOCK: random.bytes(3),
        "0000000000000001.wal.tail-64-aa": random.bytes(9),
      };
      const leftovers = { "0000000000000002.wal.tmp": random.bytes(64), "x.tmp": random.bytes(1) };
      const unborn = { number: 2, bytes: first.bytes.subarray(0, 30) };
      const disk = diskOf([first, unborn], { ...strangers, ...leftovers });
      const log = await opened(student, disk);
      const off = disk.crash({ kind: "power", fates: "old" });
      for (const after of [disk, off]) {
        const names = after.filePaths().map((path) => path.slice(DIRECTORY.length + 1));
        for (const name of Object.keys(leftovers)) expect(names).not.toContain(name);
        for (const name of Object.keys(strangers)) expect(names).toContain(name);
        expect(expectOneLog(segmentsOn(after)).length, "records").toBe(3);
      }
      for (const sequence of [4, 5, 6]) {
        expect(await log.append(record(random))).toMatchObject({ sequence });
      }
      expect(expectOneLog(segmentsOn(disk)).length, "records").toBe(6);
    },
  );
});
