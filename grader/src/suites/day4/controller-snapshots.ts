import type { Controller } from "@wal-labs/concurrency";
import { type Random, SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { segmentsOn } from "../day3/segments.ts";
import { check, type Day4, duringSyncs, opened, roomFor } from "./check.ts";
import { stageOf } from "./events.ts";
import { sorted } from "./job-model.ts";

const HISTORY = ["unknown", "pending 0", "in-flight 1", "completed 1"];

describe("Exercise 4.6: the controller's snapshot", () => {
  check(
    "4.6-starts-from-a-snapshot",
    {
      points: 2,
      rationale: "A log that only grows takes longer to replay each day, and fills the disk.",
      hints: [
        "`encodeRecords` of the manager's snapshot goes into the checkpoint, with its sequence.",
        "Then `clean`. At `open`: restore first, then replay what is after the checkpoint.",
      ],
      needs: ["4.6-whole-state", "4.6-records-as-bytes", "4.5-comes-back"],
    },
    async ({ student, restart, random }) => {
      let disk = new SimDisk();
      let controller = await started(student, disk);
      for (let round = 0; round < 2; round++) {
        await work(controller, random, `round ${round}`);
        const before = segmentsOn(disk).length;
        await controller.snapshot();
        expect(segmentsOn(disk).length, `segments, of ${before} before the snapshot`).toBe(1);
        await controller.enqueue(`late ${round}`, random.bytes(6));
        const jobs = sorted(await controller.jobs());
        const pending = await controller.jobs("pending");
        disk = disk.crash({ kind: "power", fates: "old" });
        controller = await started(await restart(), disk);
        expect(sorted(await controller.jobs()), "the jobs after a restart").toEqual(jobs);
        expect(await controller.jobs("pending"), "the pending jobs, in order").toEqual(pending);
        expect((await controller.dispatch())?.id).toBe(pending[0]?.id);
      }
    },
  );

  check(
    "4.6-nothing-twice",
    {
      points: 2,
      rationale:
        "The log still holds what the snapshot holds. Applied again, it is tried once too often.",
      hints: [
        "`restore` sets the sequence: what comes at or before it is in the state.",
        "`replay` takes `after`: the checkpoint's sequence.",
      ],
      needs: ["4.6-starts-from-a-snapshot"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      // One segment: nothing is removed, and all is there to be replayed.
      const log = await opened(student, disk);
      const controller = await student.Controller.open(log, { maxAttempts: 9 });
      await controller.enqueue("a", random.bytes(5));
      await controller.enqueue("b", random.bytes(5));
      for (let index = 0; index < 3; index++) {
        await controller.dispatch();
        await controller.fail("a", `reason ${index}`);
        await controller.dispatch();
        await controller.fail("b", `reason ${index}`);
      }
      await controller.snapshot();
      await controller.dispatch();
      const before = sorted(await controller.jobs());
      await controller.snapshot();
      await controller.snapshot();
      await log.close();
      const restarted = await restart();
      const again = await started(restarted, disk);
      expect(sorted(await again.jobs())).toEqual(before);
      expect(stageOf(before[0])).toBe("in-flight 4");
    },
  );

  check(
    "4.6-beside-changes",
    {
      points: 4,
      invariant: "O5",
      rationale:
        "A snapshot is taken while jobs come and go. One that is a moment older than it says loses a job.",
      hints: [
        "State and sequence belong together: take both at once, with no `await` between.",
        "The log's last sequence may be ahead of your state. The manager's own is not.",
        "Remove segments only when the checkpoint is durable.",
      ],
      needs: ["4.6-nothing-twice", "4.5-log-first"],
    },
    async ({ student, random, crashes }) => {
      await crashes({
        kinds: ["power"],
        randomStates: 0,
        workload: async (disk, journal) => {
          const controller = await started(student, disk);
          const say = async (call: Promise<unknown>, what: string): Promise<void> => {
            await call;
            journal.acknowledge(what);
          };
          const enqueue = (id: string) =>
            say(controller.enqueue(id, random.bytes(4)), `${id}: pending 0`);
          await Promise.all([enqueue("a"), enqueue("b")]);
          const snapshots = snapshotDuringSyncs(disk, controller);
          await Promise.all([
            ...[snapshots.next(), enqueue("c"), enqueue("d")],
            say(controller.dispatch(), "a: in-flight 1"),
          ]);
          const ack = say(controller.ack("a"), "a: completed 1");
          await Promise.all([snapshots.next(), ack, enqueue("e")]);
        },
        recover: async (restarted, disk, journal) => {
          const controller = await started(restarted, disk);
          const found: string[] = [];
          for (const id of ["a", "b", "c", "d", "e"]) {
            const stage = stageOf(await controller.job(id));
            const said = journal.acknowledged.filter((label) => label.startsWith(`${id}: `));
            const least = Math.max(0, ...said.map((label) => HISTORY.indexOf(label.slice(3))));
            const what = `how far job ${id} has come: "${stage}", after it was "${HISTORY[least]}"`;
            expect(HISTORY.indexOf(stage), what).toBeGreaterThanOrEqual(least);
            found.push(`${id}: ${stage}`);
          }
          return found.join(", ");
        },
      });
    },
  );

  check(
    "4.6-snapshot-fails",
    {
      points: 1,
      invariant: "O5",
      rationale: "Without a durable checkpoint, the old segments are all there is.",
      hints: [
        "When the checkpoint cannot be written, throw, and remove nothing.",
        "Jobs go on: a snapshot that failed is tried again later.",
      ],
      needs: ["4.6-starts-from-a-snapshot"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const controller = await started(student, disk);
      await work(controller, random, "job");
      const before = segmentsOn(disk).map(({ name }) => name);
      disk.inject({ kind: "rename" }, { kind: "error" });
      expect(await codeOf(controller.snapshot())).toBe("WAL_IO");
      expect(segmentsOn(disk).map(({ name }) => name)).toEqual(before);
      await controller.enqueue("later", random.bytes(3));
      await controller.snapshot();
      expect(segmentsOn(disk).length, "segments after the next snapshot").toBe(1);
      const jobs = sorted(await controller.jobs());
      const killed = disk.crash({ kind: "power", fates: "old" });
      expect(sorted(await (await started(await restart(), killed)).jobs())).toEqual(jobs);
    },
  );
});

async function started(student: Day4, disk: SimDisk): Promise<Controller> {
  return student.Controller.open(await opened(student, disk, roomFor(3)), { maxAttempts: 2 });
}

/** `next` takes a snapshot in the middle of the next sync: state and log are not at one then. */
function snapshotDuringSyncs(disk: SimDisk, controller: Controller) {
  let take: (() => void) | undefined;
  duringSyncs(disk, async () => {
    take?.();
    take = undefined;
    await controller.jobs();
  });
  const next = (): Promise<void> =>
    new Promise((resolve, reject) => {
      take = () => void controller.snapshot().then(resolve, reject);
    });
  return { next };
}

/** Leaves at least one job in each state. */
async function work(controller: Controller, random: Random, name: string): Promise<void> {
  for (let index = 1; index <= 6; index++) {
    await controller.enqueue(`${name} ${index}`, random.bytes(random.below(30)));
  }
  const ids: string[] = [];
  for (let index = 0; index < 4; index++) ids.push((await controller.dispatch())?.id ?? "");
  const [done = "", tried = "", dead = ""] = ids;
  await controller.ack(done);
  await controller.fail(tried, "tried once");
  for (let job = await controller.job(dead); job?.state !== "dead"; ) {
    if (job?.state === "in-flight") await controller.fail(dead, "it broke");
    else await controller.dispatch();
    job = await controller.job(dead);
  }
}
