import { LogFile } from "@wal-labs/checksum";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { header, joined, seal } from "../forged-log.ts";
import { pipelined } from "../pipelined.ts";
import { put } from "../sample-records.ts";
import { check, damagedAt, diskWith, logOf, PATH, putFrame, putFrames, range } from "./check.ts";

describe("Exercise 2.5: recover", () => {
  check(
    "2.5-cuts-a-torn-tail",
    {
      points: 3,
      rationale:
        "The ground for everything else: after a crash the log opens, with all that was whole.",
      hints: ["Diagnose, keep the tail, truncate to `end`, sync."],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 2));
      const bytes = joined(whole, putFrame(random, 3, { value: random.bytes(4) }));
      const end = whole.length;
      const cuts = range(end + 1, bytes.length - 1);
      await pipelined(cuts, async (size) => {
        const disk = diskWith(bytes.subarray(0, size));
        const recovery = await student.recover(PATH, { fs: disk });
        const facts = { kind: "torn", lastSequence: 2, droppedBytes: size - end };
        expect(recovery, `cut to ${size} bytes`).toMatchObject(facts);
        expect(disk.readFile(PATH)).toEqual(whole);
        expect(disk.openHandles, "files left open").toBe(0);
      });
    },
  );

  check(
    "2.5-goes-on",
    {
      points: 2,
      rationale: "A recovered log is one that can be appended to, and found whole the next time.",
      hints: [
        "What is behind `end` when the next record is appended?",
        "And what would a second call find, to cut or to keep?",
      ],
      needs: ["2.5-cuts-a-torn-tail"],
    },
    async ({ student, restart, random }) => {
      for (const tail of [putFrame(random, 3).subarray(0, 31), new Uint8Array(90)]) {
        const disk = diskWith(joined(logOf(...putFrames(random, 2)), tail));
        const first = await student.recover(PATH, { fs: disk });
        expect(first.droppedBytes, "bytes that the first call cut off").toBe(tail.length);
        const { digest } = disk;
        const { recover } = await restart();
        const second = await recover(PATH, { fs: disk });
        expect(second).toMatchObject({ kind: "clean", lastSequence: 2, droppedBytes: 0 });
        expect(disk.digest === digest, "the second call changes nothing").toBe(true);
        const log = await LogFile.open(PATH, { fs: disk });
        expect(await log.append(put(random))).toMatchObject({ sequence: 3 });
        const dark = disk.crash({ kind: "power", fates: "old" });
        const third = await recover(PATH, { fs: dark });
        expect(third).toMatchObject({ kind: "clean", lastSequence: 3, droppedBytes: 0 });
      }
    },
  );

  check(
    "2.5-leaves-what-is-whole",
    {
      points: 1,
      rationale: "Most starts find nothing to do. Doing something then is how logs are damaged.",
      hints: ["Where the file ends at `end`, there is nothing to cut and nothing to keep."],
    },
    async ({ student, random }) => {
      const frames = putFrames(random, 2);
      const logs = [logOf(), logOf(...frames), logOf(...frames, seal(3)), new Uint8Array(0)];
      for (const [index, bytes] of logs.entries()) {
        const disk = diskWith(bytes);
        for (const _ of ["first", "second"]) {
          const recovery = await student.recover(PATH, { fs: disk });
          const lastSequence = index === 1 || index === 2 ? 2 : 0;
          expect(recovery).toMatchObject({ kind: "clean", lastSequence, droppedBytes: 0 });
          expect(recovery.keptAt, "what was kept of a log that is whole").toBeUndefined();
          expect(disk.readFile(PATH)).toEqual(bytes);
          expect(disk.filePaths()).toEqual([PATH]);
        }
      }
    },
  );

  check(
    "2.5-missing-log",
    {
      points: 1,
      rationale:
        "A lost log and a new one look alike. Only somebody who remembers can tell them apart.",
      hints: [
        "No file is an empty log: nothing to do, and nothing to create.",
        "With `knownDurable` it is a log that has lost everything.",
      ],
      needs: ["2.5-leaves-what-is-whole"],
    },
    async ({ student }) => {
      const disk = new SimDisk();
      const facts = { kind: "clean", lastSequence: 0, droppedBytes: 0 };
      expect(await student.recover(PATH, { fs: disk })).toMatchObject(facts);
      const lost = student.recover(PATH, { fs: disk, knownDurable: 4 });
      await expect(lost).rejects.toMatchObject({ code: "WAL_CORRUPTED", sequence: 1 });
      expect(disk.filePaths(), "recover creates no log").toEqual([]);
    },
  );

  check(
    "2.5-torn-creation",
    {
      points: 1,
      rationale: "The power went while the log was created. The next start creates it.",
      hints: ["`end` is 0: all of it is cut off, and `LogFile.open` finds an empty file."],
      needs: ["2.5-cuts-a-torn-tail"],
    },
    async ({ student, random }) => {
      const whole = header();
      const files = [whole.subarray(0, 4), whole.subarray(0, 63), damagedAt(whole, 50)];
      for (const bytes of [...files, new Uint8Array(64), new Uint8Array(7)]) {
        const disk = diskWith(bytes);
        const recovery = await student.recover(PATH, { fs: disk });
        const facts = { kind: "torn", lastSequence: 0, droppedBytes: bytes.length };
        expect(recovery).toMatchObject(facts);
        expect(disk.readFile(PATH)).toEqual(new Uint8Array(0));
        const log = await LogFile.open(PATH, { fs: disk });
        expect(await log.append(put(random))).toMatchObject({ sequence: 1 });
      }
    },
  );
});
