import { ANY_SYNC, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { pipelined } from "../pipelined.ts";
import { check, opened, range } from "./check.ts";
import { Promises } from "./promises.ts";
import { record } from "./segments.ts";

/** One record in each segment. */
const SMALL = { segmentSize: 64 + 96 + 48 };

describe("Exercise 3.6: a rotation that fails", () => {
  check(
    "3.6-failed-is-failed",
    {
      points: 2,
      invariant: "O7",
      rationale:
        "Half a rotation is not a place to go on from: nobody knows which of its steps took place.",
      hints: [
        "Whatever fails on the way, the log has failed: WAL_IO once, then WAL_FAILED.",
        "That includes creating the new segment, and closing the old one.",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random, restart }) => {
      const clean = new SimDisk();
      const log = await opened(student, clean, SMALL);
      await log.append(record(random));
      const start = clean.log.length;
      await log.append(record(random));
      const restarted = await restart();
      await pipelined(range(start + 1, clean.log.length), async (operation) => {
        const disk = new SimDisk();
        disk.inject({ operation }, { kind: "error" });
        const failed = await opened(student, disk, SMALL);
        await failed.append(record(random));
        const when = `with call ${operation - start} of the rotation failing`;
        const code = await codeOf(failed.append(record(random)));
        if (code === undefined) return;
        expect(code, when).toBe("WAL_IO");
        await expectFailed(failed, random);
        const seen: number[] = [];
        await failed.replay(({ sequence }) => void seen.push(sequence));
        expect(seen[0], `the first record that is replayed, ${when}`).toBe(1);
        await failed.close();
        expect(disk.openHandles, `files left open ${when}`).toBe(0);
        const again = await opened(restarted, disk.crash({ kind: "process" }), SMALL);
        expect(await again.lastSequence, `records, ${when}`).toBeGreaterThanOrEqual(1);
      });
    },
  );

  check(
    "3.6-survives-failures",
    {
      points: 2,
      invariant: "O7",
      rationale: "A sync of the rotation fails, and the power goes: what was promised stays.",
      hints: ["After a failed sync, a second one that succeeds proves nothing."],
      needs: ["3.6-survives-crashes", "3.6-failed-is-failed"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(random, 3, SMALL);
      for (const nth of [1, 2, 3, 4]) {
        await crashes({
          kinds: ["power"],
          randomStates: 0,
          workload: async (disk, journal) => {
            const log = await promises.open(student, disk);
            const [first = "", ...others] = promises.steps;
            await promises.append(log, journal, first);
            disk.inject({ kind: ANY_SYNC, nth }, { kind: "sync-failure", mode: "clean" });
            for (const step of others) {
              await promises.append(log, journal, step).catch(() => undefined);
            }
          },
          recover: (...crashed) => promises.check(...crashed),
        });
      }
    },
  );
});

async function expectFailed(
  log: Awaited<ReturnType<typeof opened>>,
  random: Parameters<typeof record>[0],
): Promise<void> {
  const refused = [
    () => log.append(record(random)),
    () => log.sync(),
    () => log.rotate(),
    () => log.setCheckpoint({ sequence: 1 }),
    () => log.clean(),
  ];
  for (const call of refused) await expect(call()).rejects.toMatchObject({ code: "WAL_FAILED" });
}
