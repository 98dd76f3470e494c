import { SEAL_TYPE } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { inspect } from "../inspect.ts";
import { put } from "../sample-records.ts";
import { check } from "./check.ts";
import { Promises } from "./promises.ts";

const PATH = "/log";

describe("Exercise 1.9: sync, close, remove", () => {
  check(
    "1.9-manual-sync",
    {
      points: 4,
      invariant: "O1",
      rationale: 'With `sync: "manual"` it is sync that promises, and sync that must keep it.',
      hints: ["What has been written before sync starts is durable when it resolves."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(PATH, [put(random), put(random), put(random)]);
      await crashes({
        steps: promises.steps,
        workload: async (disk, journal, steps) => {
          const log = await student.LogFile.open(PATH, { fs: disk, sync: "manual" });
          for (const step of steps) await promises.write(log, journal, step);
          await log.sync();
          for (const step of steps) journal.acknowledge(step);
        },
        recover: (...crashed) => promises.check(...crashed),
      });
    },
  );

  check(
    "1.9-manual-is-lazy",
    {
      points: 1,
      rationale: "Whoever asks for manual sync pays for one fsync, not for one a record.",
      hints: ['Under `sync: "manual"`, append writes and does not sync.'],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk, sync: "manual" });
      const before = syncs(disk);
      for (let index = 0; index < 10; index++) await log.append(put(random));
      expect(syncs(disk) - before, "syncs by ten manual appends").toBe(0);
    },
  );

  check(
    "1.9-seals",
    {
      points: 4,
      rationale:
        "The seal's watermark vouches for every record before it, so that damage to the last one " +
        "is never mistaken for a crash.",
      hints: [
        "Type 127, the next record's sequence, no key, no value, stamped like any frame.",
        "Sync what is written first: only then may the seal's watermark say so. Then sync the seal.",
      ],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      for (const sync of ["always", "manual"] as const) {
        const disk = new SimDisk();
        const log = await student.LogFile.open(PATH, { fs: disk, sync });
        for (let index = 0; index < 3; index++) await log.append(put(random));
        await log.close();
        const { frames, tailSize } = inspect(disk.readFile(PATH));
        expect(frames.map(({ type }) => type)).toEqual([1, 1, 1, SEAL_TYPE]);
        expect(frames.at(-1)).toMatchObject({ sequence: 4, syncedWatermark: 3, size: 48 });
        expect(tailSize).toBe(0);
      }
    },
  );

  check(
    "1.9-close-is-durable",
    {
      points: 4,
      invariant: "O1",
      rationale: "Closing a file makes nothing durable. Closing a log does.",
      hints: ["Before `handle.close()`: is everything synced, the seal too?"],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(PATH, [put(random), put(random)]);
      await crashes({
        steps: promises.steps,
        workload: async (disk, journal, steps) => {
          const log = await student.LogFile.open(PATH, { fs: disk, sync: "manual" });
          for (const step of steps) await promises.write(log, journal, step);
          await log.close();
          for (const step of steps) journal.acknowledge(step);
        },
        recover: async (restarted, disk, journal) => {
          const closed = journal.acknowledged.length > 0;
          const { frames } = await promises.inspect(disk);
          if (closed) expect(frames.at(-1)?.type, "the last frame").toBe(SEAL_TYPE);
          return promises.check(restarted, disk, journal);
        },
      });
    },
  );

  check(
    "1.9-states",
    {
      points: 3,
      rationale: "Every method in every state has an answer; none of them is silence.",
      hints: [
        "A second close resolves and does nothing.",
        "After close: WAL_CLOSED, but for lastSequence and close itself.",
      ],
      needs: ["1.8-by-position"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      const position = await log.append(put(random));
      await log.close();
      const bytes = disk.readFile(PATH).slice();
      await log.close();
      const calls = [log.append(put(random)), log.read(position), log.sync()];
      for (const refused of await Promise.allSettled(calls)) {
        expect(refused).toMatchObject({ status: "rejected", reason: { code: "WAL_CLOSED" } });
      }
      expect(await log.lastSequence).toBe(1);
      expect(disk.readFile(PATH), "the file after close").toEqual(bytes);
    },
  );

  check(
    "1.9-reads-when-failed",
    {
      points: 1,
      rationale: "A log that cannot promise any more can still tell what it knows.",
      hints: ["WAL_FAILED is for append and sync. Reading goes on."],
      needs: ["1.8-by-position"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      const record = put(random);
      const position = await log.append(record);
      disk.inject({ kind: "write" }, { kind: "error" });
      await expect(log.append(put(random))).rejects.toMatchObject({ code: "WAL_IO" });
      expect(await log.read(position)).toMatchObject({ record });
    },
  );

  check(
    "1.9-remove",
    {
      points: 2,
      rationale: "A log that was removed and comes back after a crash is somebody else's data.",
      hints: ["Removing a name is an edit of the directory: sync the directory."],
      needs: ["1.6-creates"],
    },
    async ({ student, crashes }) => {
      await crashes({
        workload: async (disk, journal) => {
          const log = await student.LogFile.open(PATH, { fs: disk });
          await log.close();
          await student.LogFile.remove(PATH, { fs: disk });
          journal.acknowledge("the log is removed");
        },
        recover: async (_restarted, disk, journal) => {
          const names = await disk.readdir("/");
          if (journal.acknowledged.length > 0) expect(names, "the names on the disk").toEqual([]);
          return `these files: ${names.join(", ") || "none"}`;
        },
      });
      const absent = student.LogFile.remove("/absent", { fs: new SimDisk() });
      await expect(absent).rejects.toMatchObject({ code: "WAL_IO" });
    },
  );

  check(
    "1.9-leaks-nothing",
    {
      points: 2,
      rationale: "Whatever fails on the way, close closes the file, and so does `await using`.",
      hints: ["`try { … } finally { await handle.close() }`."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, random }) => {
      const session = async (disk: SimDisk) => {
        const log = await student.LogFile.open(PATH, { fs: disk });
        await log.append(put(random)).catch(() => undefined);
        await log[Symbol.asyncDispose]();
      };
      const clean = new SimDisk();
      await session(clean);
      expect(clean.openHandles, "files left open").toBe(0);
      for (let operation = 1; operation <= clean.log.length; operation++) {
        const disk = new SimDisk();
        disk.inject({ operation }, { kind: "error" });
        await session(disk).catch(() => undefined);
        expect(disk.openHandles, `files left open when call ${operation} fails`).toBe(0);
      }
    },
  );
});

function syncs(disk: SimDisk): number {
  const kinds = disk.log.map(({ operation }) => operation.kind);
  return kinds.filter((kind) => kind === "sync" || kind === "datasync").length;
}
