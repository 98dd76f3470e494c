import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { pipelined } from "../pipelined.ts";
import { check, DIRECTORY, opened, pathOf, range, SEGMENT_SIZE } from "./check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "./segments.ts";

describe("Exercise 3.5: open", () => {
  check(
    "3.5-creates",
    {
      points: 2,
      rationale: "A log without a directory makes one, with one segment that says whose it is.",
      hints: [
        "`mkdir`, unless it is there; then segment 1, first sequence 1, its size limit as asked.",
        "Log id and salt are random. A second log has others.",
      ],
    },
    async ({ student, random }) => {
      const headers = [];
      for (const isThere of [false, true]) {
        const disk = new SimDisk();
        if (isThere) await disk.mkdir(DIRECTORY);
        const log = await opened(student, disk);
        expect(await log.lastSequence).toBe(0);
        const [segment] = segmentsOn(disk);
        const place = { segmentNumber: 1, firstSequence: 1, segmentSizeLimit: SEGMENT_SIZE };
        expect(segment).toMatchObject({ number: 1, header: place, frames: [], tailSize: 0 });
        expect(segmentsOn(disk).length, "segments").toBe(1);
        headers.push(segment?.header);
        expect(await log.append(record(random))).toMatchObject({ sequence: 1 });
      }
      expect(headers[0]?.logId).not.toEqual(headers[1]?.logId);
      expect(headers[0]?.salt).not.toBe(headers[1]?.salt);
    },
  );

  check(
    "3.5-durable-when-open",
    {
      points: 3,
      invariant: "O2",
      rationale: "A directory's own name can be lost like any other, and a whole log with it.",
      hints: [
        "Two names were given out: the directory's and the segment's. Neither is durable by itself.",
        "Sync the directory that holds the log's directory, too.",
      ],
      needs: ["3.5-creates"],
    },
    async ({ student, crashes }) => {
      await crashes({
        workload: async (disk, journal) => {
          await opened(student, disk);
          journal.acknowledge("the log is open");
        },
        recover: async (restarted, disk, journal) => {
          const promised = journal.acknowledged.length > 0;
          if (promised) expect(disk.filePaths(), "the files on the disk").toContain(pathOf(1));
          if (promised) expectOneLog(segmentsOn(disk));
          const log = await opened(restarted, disk);
          expect(expectOneLog(segmentsOn(disk))).toEqual([]);
          return `an open log, last sequence ${await log.lastSequence}`;
        },
      });
    },
  );

  check(
    "3.5-continues",
    {
      points: 2,
      rationale: "Whoever comes back finds the log as it was: same id, next sequence, same bytes.",
      hints: [
        "The last sequence is that of the last segment, and the next one is one more.",
        "The log id is the log's; a salt is a segment's, so that no old bytes verify in a new one.",
      ],
      needs: ["3.5-creates"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      for (let index = 0; index < 5; index++) await log.append(record(random));
      await log.close();
      const closed = new Map(segmentsOn(disk).map(({ name, bytes }) => [name, bytes]));
      for (let opening = 0; opening < 2; opening++) {
        const again = await opened(await restart(), disk);
        expect(await again.lastSequence).toBe(5);
        await again.close();
        for (const { name, bytes } of segmentsOn(disk)) {
          if (closed.has(name))
            expect(bytes, `${name}, opened and closed`).toEqual(closed.get(name));
        }
        expect(expectOneLog(segmentsOn(disk)).length, "records").toBe(5);
      }
      const last = await opened(await restart(), disk);
      for (const sequence of [6, 7, 8]) {
        expect(await last.append(record(random))).toMatchObject({ sequence });
      }
      expect(expectOneLog(segmentsOn(disk)).length, "records").toBe(8);
      const salts = segmentsOn(disk).map(({ header }) => header?.salt);
      expect(new Set(salts).size, "different salts").toBe(salts.length);
    },
  );

  check(
    "3.5-syncs-what-it-reads",
    {
      points: 2,
      invariant: "O9",
      rationale:
        "What the process that died had only written is shown, and then may still be lost.",
      hints: ["The last segment was not sealed: sync it before anyone learns what is in it."],
      needs: ["3.5-creates"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { sync: "manual" });
      for (let index = 0; index < 3; index++) await log.append(record(random));
      const afterKill = disk.crash({ kind: "process" });
      const again = await opened(await restart(), afterKill);
      expect(await again.lastSequence).toBe(3);
      const afterPowerLoss = afterKill.crash({ kind: "power", fates: "old" });
      expect(recordsOn(afterPowerLoss).length, "records, of 3 that were shown").toBe(3);
      expect(await (await opened(await restart(), afterPowerLoss)).lastSequence).toBe(3);
    },
  );

  check(
    "3.5-segment-size",
    {
      points: 1,
      rationale: "A size in which nothing fits is a mistake that is best told at once.",
      hints: ["Header, one empty record, seal: less is too small. More than 32 bits is too large."],
      needs: ["3.5-creates"],
    },
    async ({ student }) => {
      for (const segmentSize of [
        159,
        0,
        -1,
        200.5,
        Number.NaN,
        2 ** 32,
        Number.POSITIVE_INFINITY,
      ]) {
        const disk = new SimDisk();
        const opening = student.SegmentedLog.open(DIRECTORY, { fs: disk, segmentSize });
        const refusal = { code: "WAL_INVALID_ARGUMENT" };
        await expect(opening, `${segmentSize} bytes`).rejects.toMatchObject(refusal);
        expect(disk.filePaths()).toEqual([]);
      }
      for (const segmentSize of [160, 2 ** 32 - 1]) {
        const log = await student.SegmentedLog.open(DIRECTORY, { fs: new SimDisk(), segmentSize });
        const empty = { type: "put", key: new Uint8Array(0), value: new Uint8Array(0) } as const;
        expect(await log.append(empty)).toMatchObject({ sequence: 1 });
      }
    },
  );

  check(
    "3.5-leaks-nothing",
    {
      points: 2,
      rationale: "A start that fails is tried again, and again. It must cost no file each time.",
      hints: ["Each call of open may fail: WAL_IO, and nothing left open."],
      needs: ["3.5-continues"],
    },
    async ({ student, restart, random }) => {
      const source = new SimDisk();
      const log = await opened(student, source);
      for (let index = 0; index < 3; index++) await log.append(record(random));
      const left = source.snapshot();
      const afterKill = () => left.crash({ kind: "process" });
      const { SegmentedLog } = await restart();
      for (const start of [() => new SimDisk(), afterKill]) {
        const clean = start();
        await SegmentedLog.open(DIRECTORY, { fs: clean, segmentSize: SEGMENT_SIZE });
        await pipelined(range(1, clean.log.length), async (operation) => {
          const disk = start();
          disk.inject({ operation }, { kind: "error" });
          const opening = SegmentedLog.open(DIRECTORY, { fs: disk, segmentSize: SEGMENT_SIZE });
          const code = await codeOf(opening);
          if (code === undefined) return;
          expect(code, `with call ${operation} failing`).toBe("WAL_IO");
          expect(disk.openHandles, `files left open when call ${operation} fails`).toBe(0);
        });
      }
    },
  );
});
