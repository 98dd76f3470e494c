import { describe, expect } from "vitest";
import { joined } from "../forged-log.ts";
import { check, diskWith, logOf, PATH, putFrame, putFrames } from "./check.ts";

describe("Exercise 2.5: keep the tail", () => {
  check(
    "2.5-keeps-a-copy",
    {
      points: 2,
      rationale: "What is cut off is evidence. Somebody will want to look at it, in daylight.",
      hints: [
        "Before you truncate: all bytes from `end` on, in a file beside the log.",
        "Another tail, another day, at the same place: it must not overwrite the first.",
      ],
      needs: ["2.5-cuts-a-torn-tail"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 2));
      const disk = diskWith(whole);
      const tails = [random.bytes(70), random.bytes(70), random.bytes(600_000)];
      const kept = [];
      for (const tail of tails) {
        tail[0] = 1; // no tail is zeros only
        disk.writeFile(PATH, joined(whole, tail));
        kept.push((await student.recover(PATH, { fs: disk })).keptAt);
      }
      expect(disk.filePaths()).toEqual([PATH, ...kept].sort());
      for (const [index, path = ""] of kept.entries()) {
        const same = Buffer.compare(disk.readFile(path), tails[index] as Uint8Array) === 0;
        expect(same, `${path} has the bytes that were cut off`).toBe(true);
      }
    },
  );

  check(
    "2.5-zeros-are-no-evidence",
    {
      points: 1,
      rationale:
        "A preallocated log would leave a copy of nothing at each start, and fill the disk.",
      hints: ["A tail of zeros only is cut off, and not kept."],
      needs: ["2.5-leaves-what-is-whole"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 2));
      for (const policy of ["tolerate-tail", "absolute"] as const) {
        const disk = diskWith(joined(whole, new Uint8Array(4096)));
        const recovery = await student.recover(PATH, { fs: disk, policy });
        expect(recovery).toMatchObject({ kind: "clean", lastSequence: 2, droppedBytes: 4096 });
        expect(recovery.keptAt).toBeUndefined();
        expect(disk.readFile(PATH)).toEqual(whole);
        expect(disk.filePaths()).toEqual([PATH]);
      }
    },
  );

  check(
    "2.5-copy-before-cut",
    {
      points: 3,
      rationale: "The power may go while you recover. Cut first and copy later, and both are gone.",
      hints: [
        "The copy is durable when its bytes are synced, and its name.",
        "Only then truncate.",
      ],
      needs: ["2.5-keeps-a-copy"],
    },
    async ({ student, random, crashes }) => {
      const whole = logOf(...putFrames(random, 1));
      const tail = Buffer.from(putFrame(random, 2, { value: random.bytes(700) }).subarray(0, 720));
      await crashes({
        workload: async (disk) => {
          disk.writeFile(PATH, Buffer.concat([whole, tail]));
          await student.recover(PATH, { fs: disk });
        },
        recover: async (_restarted, disk) => {
          const files = disk.filePaths().map((path) => Buffer.from(disk.readFile(path)));
          const isThere = files.some((bytes) => bytes.includes(tail));
          expect(isThere, "the tail is in the log, or in a file beside it").toBe(true);
          return `these files: ${disk.filePaths().join(", ")}`;
        },
      });
    },
  );
});
