import { type Journal, type Random, SimDisk } from "@wal-labs/core/sim";
import type { SegmentedLogOptions } from "@wal-labs/rotation";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { type Batch, batchesOf, expectWholeBatches } from "./batches.ts";
import { check, type Day3, opened, RECORD_SIZE, range } from "./check.ts";

/** Room for eight records: 768 bytes of frames, more than a sector. */
const OPTIONS: SegmentedLogOptions = { segmentSize: 64 + 8 * RECORD_SIZE + 48 };

/** How many records each batch has, and which batches are appended by one call. */
const CALLS = [
  { first: 1, sizes: [1, 6] },
  { first: 3, sizes: [1, 5, 3, 2] },
];

describe("Exercise 3.10: many batches at once, and something fails", () => {
  check(
    "3.10-survives-crashes",
    {
      points: 3,
      invariant: "O1",
      rationale: "Half a batch is half a transfer: the money has left, and has not arrived.",
      hints: [
        "Recovery cuts off frames behind the last one with LAST_OF_BATCH. Does it find them there?",
        "Nothing of a later batch may be durable before all of an earlier one.",
        "When appendAll resolves, all of it is durable: one sync behind the last write (O1).",
      ],
      needs: ["3.10-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const batches = batchesByLabel(random);
      const [more] = batchesOf(random, [2]) as [Batch];
      await crashes({
        steps: [...batches.keys()],
        randomStates: 1,
        workload: async (disk, journal, steps) => {
          const log = await opened(student, disk, OPTIONS);
          await appendCalls(log, journal, batches, steps);
        },
        recover: async (restarted, disk, journal) => {
          const log = await opened(restarted, disk, OPTIONS);
          const begun = journal.attempted.map((label) => batches.get(label) as Batch);
          const whole = expectWholeBatches(disk, begun);
          expect(whole, "batches, of those acknowledged").toBeGreaterThanOrEqual(
            journal.acknowledged.length,
          );
          await log.appendAll([more]);
          await log.close();
          expect(expectWholeBatches(disk, [...begun.slice(0, whole), more])).toBe(whole + 1);
          return `${whole} batches`;
        },
      });
    },
  );

  check(
    "3.10-durable-and-lazy",
    {
      points: 1,
      invariant: "O1",
      rationale: "Records are read in order: one is durable only when all before it are.",
      hints: [
        "A batch with `durable` may stand behind one without. Its sync must cover both.",
        "A write through `rs+` is synced for itself alone, and not for what was written before.",
      ],
      needs: ["3.10-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const [lazy, durable] = batchesOf(random, [2, 3]) as [Batch, Batch];
      const options = { ...OPTIONS, sync: "manual", durableWrites: true } as const;
      await crashes({
        kinds: ["power"],
        randomStates: 1,
        workload: async (disk, journal) => {
          const log = await opened(student, disk, options);
          await log.appendAll([lazy], { durable: false });
          await log.appendAll([durable], { durable: true });
          journal.acknowledge("both");
        },
        recover: async (restarted, disk, journal) => {
          await opened(restarted, disk, options);
          const whole = expectWholeBatches(disk, [lazy, durable]);
          const promised = journal.acknowledged.length > 0 ? 2 : 0;
          expect(whole, "batches, of two").toBeGreaterThanOrEqual(promised);
          return `${whole} batches`;
        },
      });
    },
  );

  check(
    "3.10-failed-is-failed",
    {
      points: 1,
      invariant: "O7",
      rationale: "They share a write and a sync, so they share its failure: nobody was promised.",
      hints: [
        "Whatever fails, in a rotation too: appendAll itself rejects with WAL_IO, for all of them.",
        "From then on the log has failed: WAL_FAILED.",
      ],
      needs: ["3.10-on-disk", "3.6-failed-is-failed"],
    },
    async ({ student, random, restart }) => {
      const [first, ...others] = batchesOf(random, [2, 5, 3, 2]) as [Batch, ...Batch[]];
      const clean = new SimDisk();
      const log = await begunLog(student, clean, first);
      const start = clean.log.length;
      await log.appendAll(others);
      const restarted = await restart();
      for (const operation of range(start + 1, clean.log.length)) {
        const disk = new SimDisk();
        disk.inject({ operation }, { kind: "error" });
        const failed = await begunLog(student, disk, first);
        const when = `with call ${operation - start} of appendAll failing`;
        expect(await codeOf(failed.appendAll(others)), when).toBe("WAL_IO");
        expect(await codeOf(failed.appendAll(others)), when).toBe("WAL_FAILED");
        await failed.close();
        expect(disk.openHandles, `files left open ${when}`).toBe(0);
        const left = disk.crash({ kind: "process" });
        await (await opened(restarted, left, OPTIONS)).close();
        expect(expectWholeBatches(left, [first, ...others]), when).toBeGreaterThanOrEqual(1);
      }
    },
  );
});

function batchesByLabel(random: Random): Map<string, Batch> {
  return new Map(
    CALLS.flatMap(({ first, sizes }) =>
      batchesOf(random, sizes).map((batch, index) => [`batch ${first + index}`, batch] as const),
    ),
  );
}

/** Appends the batches of each call at once; all of them are promised when it resolves. */
async function appendCalls(
  log: Awaited<ReturnType<typeof opened>>,
  journal: Journal,
  batches: ReadonlyMap<string, Batch>,
  steps: readonly string[],
): Promise<void> {
  for (const { first, sizes } of CALLS) {
    const labels = sizes.map((_, index) => `batch ${first + index}`);
    const chosen = labels.filter((label) => steps.includes(label));
    for (const label of chosen) journal.attempt(label);
    await log.appendAll(chosen.map((label) => batches.get(label) as Batch));
    for (const label of chosen) journal.acknowledge(label);
  }
}

async function begunLog(student: Day3, disk: SimDisk, first: Batch) {
  const log = await opened(student, disk, OPTIONS);
  await log.appendAll([first]);
  return log;
}
