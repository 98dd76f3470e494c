import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { inspect } from "../inspect.ts";
import { put } from "../sample-records.ts";
import { check } from "./check.ts";

const PATH = "/log";

describe("Exercise 1.5: short reads and writes", () => {
  check(
    "1.5-short-writes",
    {
      points: 3,
      rationale: "A write may take fewer bytes than it was given, and say so to whoever looks.",
      hints: ["`write` resolves with `bytesWritten`. What if it is less than you asked for?"],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      for (const bytes of [1, 7, 50]) {
        const disk = new SimDisk();
        disk.inject({ kind: "write", times: Infinity }, { kind: "short", bytes });
        const log = await student.LogFile.open(PATH, { fs: disk });
        const records = [put(random), put(random)];
        for (const record of records) await log.append(record);
        const { frames, tailSize } = inspect(disk.readFile(PATH));
        expect(frames.map(({ key }) => key)).toEqual(records.map(({ key }) => key));
        expect(tailSize).toBe(0);
      }
    },
  );

  check(
    "1.5-short-reads",
    {
      points: 3,
      rationale: "A read may give fewer bytes than were asked for, long before the file ends.",
      hints: ["Only `bytesRead: 0` means the end. Go on reading until you have it all."],
      needs: ["1.8-by-position"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      const record = put(random);
      const position = await log.append(record);
      for (const bytes of [1, 5, 47]) {
        const slow = disk.crash({ kind: "process" });
        slow.inject({ kind: "read", times: Infinity }, { kind: "short", bytes });
        const again = await (await restart()).LogFile.open(PATH, { fs: slow });
        expect(await again.lastSequence).toBe(1);
        expect(await again.read(position)).toMatchObject({ record });
      }
    },
  );

  check(
    "1.5-no-progress",
    {
      points: 1,
      rationale: "A device that takes nothing and says nothing must not hang the log for ever.",
      hints: ["If a write takes 0 bytes, the next one will too: throw."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      disk.inject({ kind: "write", times: 1000 }, { kind: "short", bytes: 0 });
      await expect(log.append(put(random))).rejects.toMatchObject({ code: "WAL_IO" });
    },
  );
});
