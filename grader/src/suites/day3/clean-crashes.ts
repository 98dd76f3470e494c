import { ANY_SYNC, type SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { check, type Day3, opened } from "./check.ts";
import { expectOneLog, record, segmentsOn } from "./segments.ts";

/** One record in each segment. */
const SMALL = { segmentSize: 64 + 96 + 48 };

describe("Exercise 3.8: clean, and the power goes", () => {
  check(
    "3.8-survives-crashes",
    {
      points: 4,
      invariant: "O5",
      rationale:
        "What was acknowledged is in the snapshot or in the log, at every moment, or it is nowhere.",
      hints: [
        "The checkpoint durable, file and directory. Then the oldest segment. Then the next one.",
        "A name that is gone may come back in a crash: of two that were removed, the wrong one.",
        "And when the power goes while the log recovers from that?",
      ],
      needs: ["3.8-boundary", "3.7-old-or-new"],
    },
    async ({ student, random, crashes }) => {
      const records = [1, 2, 3, 4].map(() => record(random));
      await crashes({
        insideRecovery: true,
        kinds: ["power"],
        randomStates: 0,
        workload: async (disk, journal) => {
          const log = await opened(student, disk, SMALL);
          for (const [index, each] of records.entries()) {
            journal.attempt(`record ${index + 1}`);
            await log.append(each);
            journal.acknowledge(`record ${index + 1}`);
          }
          await log.setCheckpoint({ sequence: 3, snapshot: snapshotOf(3) });
          await log.clean();
        },
        recover: async (restarted, disk, journal) => {
          const promised = journal.acknowledged.length;
          return recovered(restarted, disk, { keys: records.map(({ key }) => key), promised });
        },
      });
    },
  );

  check(
    "3.8-after-a-failed-sync",
    {
      points: 2,
      invariant: "O7",
      rationale:
        "A sync of the directory that fails leaves a removal in doubt. The next sync succeeds and proves " +
        "nothing about it: whoever then removes another segment may leave a hole.",
      hints: [
        "What does your second `clean` do, after the first one's sync has failed?",
        "Remember it, and remove nothing more.",
      ],
      needs: ["3.8-survives-crashes"],
    },
    async ({ student, random, crashes }) => {
      const records = [1, 2, 3, 4].map(() => record(random));
      await crashes({
        kinds: ["power"],
        randomStates: 0,
        workload: async (disk, journal) => {
          const log = await opened(student, disk, SMALL);
          for (const [index, each] of records.entries()) {
            journal.attempt(`record ${index + 1}`);
            await log.append(each);
            journal.acknowledge(`record ${index + 1}`);
          }
          await log.setCheckpoint({ sequence: 3, snapshot: snapshotOf(3) });
          failTheSyncBehindAnUnlink(disk);
          await log.clean().catch(() => undefined);
          await log.clean().catch(() => undefined);
        },
        recover: async (restarted, disk, journal) => {
          const promised = journal.acknowledged.length;
          return recovered(restarted, disk, { keys: records.map(({ key }) => key), promised });
        },
      });
    },
  );

  check(
    "3.8-moves-the-checkpoint-first",
    {
      points: 2,
      invariant: "O5",
      rationale:
        "A first segment that begins behind the checkpoint is a gap, whatever was finished in between.",
      hints: [
        "What says after a restart that the records before the first segment were obsolete?",
        "Move the checkpoint to the end of the segment, durably. Then remove it.",
      ],
      needs: ["3.8-finished", "3.8-survives-crashes"],
    },
    async ({ student, random, crashes }) => {
      const ids = [1, 2, 2, 3];
      const records = ids.map((transactionId) => {
        return { ...record(random), type: "transaction-put", transactionId } as const;
      });
      await crashes({
        randomStates: 1,
        workload: async (disk, journal) => {
          const log = await opened(student, disk, SMALL);
          for (const each of records) await log.append(each);
          await log.setCheckpoint({ highestFinished: 2, snapshot: snapshotOf(0) });
          journal.acknowledge("all records and the checkpoint");
          await log.clean();
        },
        recover: async (restarted, disk, journal) => {
          const log = await opened(restarted, disk, SMALL);
          const [first] = await log.segments;
          const { sequence, highestFinished, snapshot } = await log.checkpoint;
          expect(sequence + 1, "behind the checkpoint").toBeGreaterThanOrEqual(
            first?.firstSequence ?? 0,
          );
          if (journal.acknowledged.length === 0) return "nothing was promised yet";
          expect({ highestFinished, snapshot }).toEqual({
            highestFinished: 2,
            snapshot: snapshotOf(0),
          });
          const kept = expectOneLog(segmentsOn(disk)).at(-1);
          expect(kept?.transactionId, "the transaction of the last record").toBe(3);
          return `a log from ${first?.firstSequence} on, with a checkpoint at ${sequence}`;
        },
      });
    },
  );
});

/** What a program that applies each record to its state would keep. */
function snapshotOf(sequence: number): Uint8Array {
  return new TextEncoder().encode(`everything up to ${sequence}`);
}

/** The snapshot, and the log behind it, hold everything: then clean, and they still do. */
async function recovered(
  restarted: Day3,
  disk: SimDisk,
  { keys, promised }: { keys: Uint8Array[]; promised: number },
): Promise<string> {
  const log = await opened(restarted, disk, SMALL);
  const { sequence, snapshot } = await log.checkpoint;
  const expected = sequence > 0 ? snapshotOf(sequence) : new Uint8Array(0);
  expect(snapshot, `the snapshot at ${sequence}`).toEqual(expected);
  for (let round = 0; round < 2; round++) {
    const found = expectOneLog(segmentsOn(disk));
    const first = found[0]?.sequence ?? sequence + 1;
    expect(first, "the first record in the log").toBeLessThanOrEqual(sequence + 1);
    expect(found.map(({ key }) => key)).toEqual(keys.slice(first - 1, first - 1 + found.length));
    const reached = first - 1 + found.length;
    expect(reached, "records, of those acknowledged").toBeGreaterThanOrEqual(promised);
    if (round === 0) await log.clean();
  }
  return `a log with a checkpoint at ${sequence}`;
}

/** The kernel marks the pages clean, as it does: the next sync will succeed. */
function failTheSyncBehindAnUnlink(disk: SimDisk): void {
  const stop = disk.beforeOperation(({ kind }) => {
    if (kind !== "unlink") return;
    disk.inject({ kind: ANY_SYNC }, { kind: "sync-failure", mode: "clean" });
    stop();
  });
}
