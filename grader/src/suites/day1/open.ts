import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { frame, header, joined } from "../forged-log.ts";
import { inspect } from "../inspect.ts";
import { put } from "../sample-records.ts";
import { check } from "./check.ts";

const PATH = "/log";
const NOTHING = new Uint8Array(0);

describe("Exercise 1.6: open", () => {
  check(
    "1.6-opens-a-sound-log",
    {
      points: 3,
      rationale: "Refusing everything is safe, and no use to anyone.",
      hints: [
        "A header and valid frames in sequence: nothing here is wrong. What does open object to?",
      ],
    },
    async ({ student }) => {
      const disk = new SimDisk();
      const frames = [1, 2, 3].map((sequence) =>
        frame({ sequence, key: NOTHING, value: header() }),
      );
      disk.writeFile(PATH, joined(header(), ...frames));
      const log = await student.LogFile.open(PATH, { fs: disk });
      expect(await log.lastSequence).toBe(3);
    },
  );

  check(
    "1.6-creates",
    {
      points: 3,
      rationale: "The header says whose file this is; a log without one cannot be told from noise.",
      hints: [
        "An empty file is a new log: it gets 64 bytes of header, stamped from byte 4 on.",
        "Log id and salt are random: two logs never share them.",
      ],
    },
    async ({ student }) => {
      const headers = [];
      for (const path of ["/first", "/second"]) {
        const disk = new SimDisk();
        const log = await student.LogFile.open(path, { fs: disk });
        expect(await log.lastSequence).toBe(0);
        const { header, tailSize } = inspect(disk.readFile(path));
        expect(header).toMatchObject({ segmentNumber: 1, firstSequence: 1 });
        expect(tailSize).toBe(0);
        headers.push(header);
      }
      const [first, second] = headers;
      expect(first?.logId).not.toEqual(second?.logId);
      expect(first?.salt).not.toBe(second?.salt);
    },
  );

  check(
    "1.6-durable-when-open",
    {
      points: 4,
      invariant: "O2",
      rationale: "A log whose name is lost takes every acknowledged record in it along.",
      hints: [
        "Syncing a file says nothing about its name.",
        "`syncDirectory(fs, directoryOf(path))`, after the file itself, before open resolves.",
      ],
      needs: ["1.6-creates"],
    },
    async ({ student, crashes }) => {
      await crashes({
        workload: async (disk, journal) => {
          await student.LogFile.open(PATH, { fs: disk });
          journal.acknowledge("the log is open");
        },
        recover: async (restarted, disk, journal) => {
          if (journal.acknowledged.length === 0) return "nothing was promised yet";
          expect(await disk.readdir("/"), "the names on the disk").toContain("log");
          const log = await restarted.LogFile.open(PATH, { fs: disk });
          return `an open log, last sequence ${await log.lastSequence}`;
        },
      });
    },
  );

  check(
    "1.6-continues",
    {
      points: 3,
      rationale: "A sequence that starts again gives two records one number; one of them is lost.",
      hints: ["Read what is there from end to end; the next sequence is one more than the last."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const count = 2 + random.below(5);
      const log = await student.LogFile.open(PATH, { fs: disk });
      for (let index = 0; index < count; index++) await log.append(put(random));
      await log.close();
      const closed = disk.readFile(PATH).slice();
      for (let opening = 0; opening < 2; opening++) {
        const again = await (await restart()).LogFile.open(PATH, { fs: disk });
        expect(await again.lastSequence).toBe(count);
        await again.close();
        expect(disk.readFile(PATH), "opening and closing changes nothing").toEqual(closed);
      }
      const last = await (await restart()).LogFile.open(PATH, { fs: disk });
      expect(await last.append(put(random))).toMatchObject({ sequence: count + 1 });
    },
  );

  check(
    "1.6-syncs-what-it-reads",
    {
      points: 2,
      invariant: "O9",
      rationale:
        "The process that wrote these bytes died before its fsync: they are in memory only, and " +
        "whoever shows them makes a promise that nobody kept.",
      hints: ["After reading, before open resolves: `datasync`."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk, sync: "manual" });
      const position = await log.append(put(random));
      const afterKill = disk.crash({ kind: "process" });
      await (await restart()).LogFile.open(PATH, { fs: afterKill });
      const afterPowerLoss = afterKill.crash({ kind: "power", fates: "old" });
      const last = await (await restart()).LogFile.open(PATH, { fs: afterPowerLoss });
      expect(await last.lastSequence).toBe(position.sequence);
    },
  );

  check(
    "1.6-leaks-nothing",
    {
      points: 2,
      rationale: "A server that leaks one file on each failed open stops after a thousand.",
      hints: [
        "On each way out of open but the good one: close the handle, rethrow the first error.",
      ],
      needs: ["1.6-creates"],
    },
    async ({ student }) => {
      const clean = new SimDisk();
      await student.LogFile.open(PATH, { fs: clean });
      for (let operation = 1; operation <= clean.log.length; operation++) {
        const disk = new SimDisk();
        disk.inject({ operation }, { kind: "error" });
        const code = await codeOf(student.LogFile.open(PATH, { fs: disk }));
        if (code === undefined) continue;
        expect(code, `with call ${operation} failing`).toBe("WAL_IO");
        expect(disk.openHandles, `files left open when call ${operation} fails`).toBe(0);
      }
    },
  );
});
