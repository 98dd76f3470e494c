import { LAST_OF_BATCH } from "@wal-labs/core";
import { ANY_SYNC, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { inspect } from "../inspect.ts";
import { put, RECORD_CODES, samples } from "../sample-records.ts";
import { check } from "./check.ts";
import { Promises } from "./promises.ts";

const PATH = "/log";

describe("Exercise 1.7: append", () => {
  check(
    "1.7-on-disk",
    {
      points: 3,
      rationale: "The ground for everything else: what was appended is in the file, and in order.",
      hints: ["Encode, stamp, write. Whoever only remembers has no log."],
      needs: ["1.6-creates"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      const records = [put(random), put(random), put(random)];
      for (const record of records) await log.append(record);
      const { frames } = inspect(disk.readFile(PATH));
      expect(frames.map(({ key, value }) => [key, value])).toEqual(
        records.map(({ key, value }) => [key, value]),
      );
      expect(frames.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    },
  );

  check(
    "1.7-bytes",
    {
      points: 5,
      rationale:
        "What lies on disk is the format page's, byte for byte, or no other program reads it.",
      hints: [
        "Look at the first frame that differs with the table in the chapter beside it.",
        "Sequence 1, 2, 3…; the time in milliseconds; the CRC seeded with the header's salt.",
      ],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      const records = samples(random);
      const positions = [];
      for (const record of records) positions.push(await log.append(record));
      const { frames, tailSize } = inspect(disk.readFile(PATH));
      expect(tailSize, "bytes that are no frame").toBe(0);
      const found = frames.map(({ sequence, offset, size }) => ({ sequence, offset, size }));
      expect(positions).toEqual(found);
      expect(frames.map(({ type }) => type)).toEqual(records.map(({ type }) => RECORD_CODES[type]));
      expect(frames.map(({ sequence }) => sequence)).toEqual(records.map((_, index) => index + 1));
      expect(frames.every(({ flags }) => flags === LAST_OF_BATCH)).toBe(true);
      expect(await log.lastSequence).toBe(records.length);
    },
  );

  check(
    "1.7-sync-before-resolve",
    {
      points: 10,
      invariant: "O1",
      rationale: "An append that resolves is a promise that no power cut may break.",
      hints: [
        "Which call makes bytes durable? It is not `write`, and it is not `close`.",
        "Await `handle.datasync()` after the write and before append resolves.",
      ],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(PATH, [put(random), put(random, 700), put(random)]);
      await crashes({
        steps: promises.steps,
        workload: async (disk, journal, steps) => {
          const log = await student.LogFile.open(PATH, { fs: disk });
          for (const step of steps) await promises.append(log, journal, step);
        },
        recover: (...crashed) => promises.check(...crashed),
      });
    },
  );

  check(
    "1.7-watermark",
    {
      points: 3,
      rationale:
        "Tomorrow the watermark tells torn from corrupt. One that runs ahead accuses a crash.",
      hints: [
        "It is the last sequence that a finished sync made durable, not the last one written.",
      ],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const watermarks = async (sync: "always" | "manual") => {
        const disk = new SimDisk();
        const log = await student.LogFile.open(PATH, { fs: disk, sync });
        for (let index = 1; index <= 6; index++) {
          await log.append(put(random));
          if (index === 3) await log.sync();
        }
        return inspect(disk.readFile(PATH)).frames.map((frame) => frame.syncedWatermark);
      };
      expect(await watermarks("always")).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await watermarks("manual")).toEqual([0, 0, 0, 3, 3, 3]);
    },
  );

  check(
    "1.7-failed-is-failed",
    {
      points: 5,
      invariant: "O7",
      rationale:
        "After a failed fsync the kernel may have dropped the bytes and marked them clean: the next " +
        "fsync succeeds and proves nothing.",
      hints: [
        "What does the second append do, after the first one's sync has failed?",
        "Remember the failure; every later append and sync gives WAL_FAILED.",
      ],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const failures = [
        [{ kind: "write" }, { kind: "error" }],
        [{ kind: "write" }, { kind: "error", code: "ENOSPC", afterBytes: 20 }],
        [{ kind: ANY_SYNC }, { kind: "sync-failure", mode: "clean" }],
        [{ kind: ANY_SYNC }, { kind: "sync-failure", mode: "revert" }],
        [{ kind: ANY_SYNC }, { kind: "sync-failure", mode: "late" }],
      ] as const;
      for (const [target, effect] of failures) {
        const disk = new SimDisk();
        const log = await student.LogFile.open(PATH, { fs: disk });
        await log.append(put(random));
        disk.inject(target, effect);
        await expect(log.append(put(random))).rejects.toMatchObject({ code: "WAL_IO" });
        const after = disk.readFile(PATH).slice();
        await expect(log.append(put(random))).rejects.toMatchObject({ code: "WAL_FAILED" });
        await expect(log.sync()).rejects.toMatchObject({ code: "WAL_FAILED" });
        await log.close();
        expect(disk.readFile(PATH), "nothing is written after the failure").toEqual(after);
      }
    },
  );

  check(
    "1.7-survives-failures",
    {
      points: 3,
      invariant: "O7",
      rationale: "Each call may fail, and the power may go right after: what was promised stays.",
      hints: ["Which append resolved although a call before it had failed?"],
      needs: ["1.7-sync-before-resolve"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(PATH, [put(random), put(random), put(random)]);
      for (const nth of [2, 3]) {
        await crashes({
          steps: promises.steps,
          workload: async (disk, journal, steps) => {
            disk.inject({ kind: ANY_SYNC, nth: nth + 1 }, { kind: "sync-failure", mode: "clean" });
            const log = await student.LogFile.open(PATH, { fs: disk });
            for (const step of steps) {
              await promises.append(log, journal, step).catch(() => undefined);
            }
          },
          recover: (...crashed) => promises.check(...crashed),
        });
      }
    },
  );

  check(
    "1.7-refused-record",
    {
      points: 3,
      rationale: "The caller's mistake is not the disk's: the log goes on as if nothing was asked.",
      hints: ["Encode before you write, and number a record only once it is written."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk, maxRecordSize: 100 });
      await log.append(put(random));
      const before = disk.readFile(PATH).slice();
      const tooLarge = { type: "put", key: random.bytes(1), value: random.bytes(100) } as const;
      await expect(log.append(tooLarge)).rejects.toMatchObject({ code: "WAL_TOO_LARGE" });
      const noId = { type: "commit", transactionId: 0 } as const;
      await expect(log.append(noId)).rejects.toMatchObject({ code: "WAL_INVALID_ARGUMENT" });
      expect(disk.readFile(PATH), "the file is left as it was").toEqual(before);
      expect(await log.append(put(random))).toMatchObject({ sequence: 2 });
    },
  );

  check(
    "1.7-append-mode",
    {
      points: 2,
      rationale: "Whoever seeks to the end and then writes, writes over what came in between.",
      hints: ["Open with `a+`, and write with `null` for the position."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      const start = disk.readFile(PATH).length;
      const stranger = random.bytes(24);
      const other = await disk.open(PATH, "a+");
      await other.write(stranger, 0, stranger.length, null);
      await log.append(put(random));
      const file = disk.readFile(PATH);
      expect(file.subarray(start, start + 24), "another writer's bytes").toEqual(stranger);
    },
  );

  check(
    "1.7-write",
    {
      points: 2,
      rationale: "A value of no bytes and no value at all are two things.",
      hints: ["`null` is a delete; an empty array is a put."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      const key = random.bytes(6);
      for (const value of [random.bytes(9), null, new Uint8Array(0)]) await log.write(key, value);
      const { frames } = inspect(disk.readFile(PATH));
      expect(frames.map(({ type }) => type)).toEqual([1, 2, 1]);
      expect(frames.map(({ value }) => value.length)).toEqual([9, 0, 0]);
    },
  );
});
