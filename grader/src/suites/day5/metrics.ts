import { ANY_SYNC, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { record, recordsOn } from "../day3/segments.ts";
import { check, codesOf, opened } from "./check.ts";
import { HeldSyncs } from "./watched.ts";

interface Report {
  readonly [field: string]: unknown;
}

describe("Exercise 5.5: what the writer does", () => {
  check(
    "5.5-counts",
    {
      points: 2,
      rationale: "How many records share a sync? A writer that cannot tell cannot be tuned.",
      hints: [
        "Count what was written, from what `appendAll` tells: not what was asked for.",
        "A batch that was not durable has no sync; one that failed is a failure, and nothing else.",
        "Bytes are those of the frames: the positions have their sizes.",
      ],
      needs: ["5.3-lazy-needs-no-sync", "5.1-refused-alone"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const nothing = { records: 0, batches: 0, syncs: 0, bytes: 0, failures: 0 };
      expect(await log.metrics, "at first").toEqual(nothing);
      await Promise.all(range(1, 10).map(() => log.append(record(random))));
      const ten = { records: 10, batches: 1, syncs: 1, bytes: 960, failures: 0 };
      expect(await log.metrics, "after ten at once").toEqual(ten);
      await Promise.all(range(1, 3).map(() => log.append(record(random), { durable: false })));
      const lazy = { ...ten, records: 13, batches: 2, bytes: 1248 };
      expect(await log.metrics, "after three lazy ones").toEqual(lazy);
      await codesOf([
        log.append({ type: "commit", transactionId: 0 }),
        log.append({ type: "delete", key: random.bytes(3) }),
        log.appendBatch([record(random), record(random)]),
      ]);
      const more = { ...lazy, records: 16, batches: 3, syncs: 2, bytes: 1248 + 56 + 192 };
      expect(await log.metrics, "after a refused one, a delete and a batch of two").toEqual(more);
      disk.inject({ kind: "write" }, { kind: "error" });
      await codesOf([log.append(record(random))]);
      expect(await log.metrics, "after a failed one").toEqual({ ...more, failures: 1 });
    },
  );

  check(
    "5.5-reports",
    {
      points: 2,
      rationale: "Where does the time go? Each batch tells: how long it waited, how long it took.",
      hints: [
        "Publish one report for each batch when it is over, with all fields.",
        "`waitedMs` is from the first caller's call until the writing begins, `tookMs` from there.",
      ],
      needs: ["5.5-counts"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const reports: Report[] = [];
      const channel = { hasSubscribers: true, publish: (report: object) => add(reports, report) };
      const log = await opened(student, disk, { channel });
      const held = new HeldSyncs(disk);
      const calls = range(1, 3).map(() => log.append(record(random)));
      await settle();
      calls.push(log.append(record(random)));
      await settle();
      await disk.clock.advance(20, settle);
      calls.push(log.append(record(random)), log.append({ type: "commit", transactionId: 0 }));
      await settle();
      held.end();
      await codesOf(calls);
      await settle();
      const [first, second] = reports;
      expect(reports.length, "reports of two batches").toBe(2);
      const same = { durable: true };
      const facts = { ...same, callers: 3, records: 3, bytes: 288, lastSequence: 3 };
      expect(first, "the first report").toMatchObject(facts);
      expectAbout(first?.waitedMs, 0, "milliseconds that the first batch waited");
      expectAbout(first?.tookMs, 25, "milliseconds that it took");
      const others = { ...same, callers: 3, records: 2, bytes: 192, lastSequence: 5 };
      expect(second, "the second report").toMatchObject(others);
      expectAbout(second?.waitedMs, 25, "milliseconds that the second waited");
      expectAbout(second?.tookMs, 5, "milliseconds that it took");
      expect(reports.every(({ error }) => error === undefined)).toBe(true);
    },
  );

  check(
    "5.5-reports-failures",
    {
      points: 1,
      rationale: "The report that matters most is the one of the batch that failed.",
      hints: ["`error` says why. No record of it was written, as far as anyone knows."],
      needs: ["5.5-reports", "5.1-failed-for-all"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const reports: Report[] = [];
      const channel = { hasSubscribers: true, publish: (report: object) => add(reports, report) };
      const log = await opened(student, disk, { channel });
      await log.append(record(random));
      disk.inject({ kind: ANY_SYNC }, { kind: "sync-failure", mode: "clean" });
      await codesOf([log.append(record(random)), log.append(record(random))]);
      await settle();
      expect(reports.length, "reports").toBe(2);
      expect(reports[1]).toMatchObject({ callers: 2, records: 0, error: { code: "WAL_IO" } });
      expect(await log.metrics).toMatchObject({ records: 1, batches: 1, syncs: 1, failures: 1 });
    },
  );

  check(
    "5.5-silent-when-nobody-listens",
    {
      points: 1,
      rationale: "What nobody reads must cost nothing.",
      hints: ["Ask `hasSubscribers` before you build a report."],
      needs: ["5.5-reports"],
    },
    async ({ student, settle, random }) => {
      const disk = new SimDisk();
      const reports: Report[] = [];
      const channel = { hasSubscribers: false, publish: (report: object) => add(reports, report) };
      const log = await opened(student, disk, { channel });
      await Promise.all(range(1, 4).map(() => log.append(record(random))));
      disk.inject({ kind: "write" }, { kind: "error" });
      await codesOf([log.append(record(random))]);
      await settle();
      expect(reports, "what is published").toEqual([]);
      expect(await log.metrics, "counted all the same").toMatchObject({ records: 4, failures: 1 });
    },
  );

  check(
    "5.5-listeners-do-no-harm",
    {
      points: 1,
      rationale: "A mistake in a dashboard must not stop the log.",
      hints: ["What `publish` throws is not the log's failure, and no caller's."],
      needs: ["5.5-reports"],
    },
    async ({ interleavings, random }) => {
      await interleavings({
        run: async (start, disk) => {
          // To call it throws at once, as a channel does whose listener throws.
          const channel = { hasSubscribers: true, publish: undefined as never };
          const log = await opened(await start(), disk, { channel });
          for (let index = 0; index < 3; index++) {
            const ends = await codesOf([log.append(record(random)), log.append(record(random))]);
            expect(ends, "appends while the listener fails").toEqual(["done", "done"]);
          }
          await log.close();
          expect(recordsOn(disk).length).toBe(6);
          expect(await log.metrics).toMatchObject({ records: 6, batches: 3 });
        },
      });
    },
  );

  check(
    "5.5-debug-line",
    {
      points: 1,
      rationale: "A debug log has a line for each batch: everything of it on one line.",
      hints: ["`describeBatch` gives text without a line break; a failed batch says why."],
    },
    async ({ student }) => {
      const report = { callers: 71, records: 82, bytes: 9304, durable: true, lastSequence: 61523 };
      const times = { waitedMs: 1.5, tookMs: 5.01 };
      const line = await student.describeBatch({ ...report, ...times });
      for (const fact of ["71", "82", "9304", "61523"]) expect(line).toContain(fact);
      expect(line).not.toContain("\n");
      const error = new Error("no space left");
      const failed = await student.describeBatch({ ...report, ...times, error });
      expect(failed).toContain("no space left");
      const lazy = await student.describeBatch({ ...report, ...times, durable: false });
      expect(new Set([line, failed, lazy]).size, "durable, failed and lazy look different").toBe(3);
    },
  );
});

/** To the millisecond: a clock of whole ones may be one off. */
function expectAbout(value: unknown, expectedMs: number, what: string): void {
  expect(Math.abs(Number(value) - expectedMs), `${what}: ${value}, not ${expectedMs}`).toBeLessThan(
    1.1,
  );
}

function add(reports: Report[], report: object): void {
  reports.push(report as Report);
}
