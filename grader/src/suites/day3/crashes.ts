import { describe } from "vitest";
import { check } from "./check.ts";
import { Promises } from "./promises.ts";

describe("Exercise 3.6: append and rotate, and the power goes", () => {
  check(
    "3.6-survives-crashes",
    {
      points: 5,
      invariant: "O3",
      rationale:
        "Rotation has many steps, and the power may go between any two of them, and again while the " +
        "log recovers from that.",
      hints: [
        "Old segment: its records durable, its seal durable. Then the new one may begin.",
        "New segment: its header durable, then its name (O2). Then the record, and its sync (O1).",
        "Which of these does your rotation do after it has acknowledged something that needs it?",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(random, 2, { segmentSize: 64 + 96 + 48 });
      await crashes({
        insideRecovery: true,
        kinds: ["power"],
        randomStates: 0,
        steps: promises.steps,
        workload: async (disk, journal, steps) => {
          const log = await promises.open(student, disk);
          for (const step of steps) await promises.append(log, journal, step);
        },
        recover: (...crashed) => promises.check(...crashed),
      });
    },
  );

  check(
    "3.6-survives-crashes-preallocated",
    {
      points: 2,
      invariant: "O3",
      rationale: "Preallocated zeros have a size and bytes of their own to lose.",
      hints: [
        "Zeros are written and synced before the segment has its name.",
        "Where they are cut off, the file's size changes: that is an edit like any other.",
      ],
      needs: ["3.6-survives-crashes"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(random, 4, { preallocate: true, segmentSize: 600 });
      await crashes({
        steps: promises.steps,
        randomStates: 2,
        workload: async (disk, journal, steps) => {
          const log = await promises.open(student, disk);
          for (const step of steps) await promises.append(log, journal, step);
          await log.close();
        },
        recover: (...crashed) => promises.check(...crashed),
      });
    },
  );

  check(
    "3.6-manual-sync",
    {
      points: 3,
      invariant: "O1",
      rationale: 'With `sync: "manual"` sync promises, for all segments that were begun meanwhile.',
      hints: [
        "Sync makes the active file durable. Who has made the earlier ones durable?",
        "A record in the next segment must never survive one in the segment before.",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(random, 5, { sync: "manual" });
      await crashes({
        steps: promises.steps,
        randomStates: 2,
        workload: async (disk, journal, steps) => {
          const log = await promises.open(student, disk);
          for (const step of steps) await promises.write(log, journal, step);
          await log.sync();
          for (const step of steps) journal.acknowledge(step);
        },
        recover: (...crashed) => promises.check(...crashed),
      });
    },
  );

  check(
    "3.6-rotate-is-durable",
    {
      points: 2,
      invariant: "O3",
      rationale: "When rotate resolves, what came before it can be archived, copied, forgotten.",
      hints: ["Everything so far is durable, and so is the new segment, under its name."],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random, crashes }) => {
      const promises = new Promises(random, 3, { sync: "manual", segmentSize: 4096 });
      await crashes({
        steps: promises.steps,
        randomStates: 2,
        workload: async (disk, journal, steps) => {
          const log = await promises.open(student, disk);
          for (const step of steps) await promises.write(log, journal, step);
          await log.rotate();
          for (const step of steps) journal.acknowledge(step);
        },
        recover: async (restarted, disk, journal) => {
          const names = disk.filePaths().filter((path) => path.endsWith(".wal"));
          const rotated = journal.acknowledged.length > 0;
          if (rotated && names.length < 2) throw new Error("The new segment's name was lost.");
          return promises.check(restarted, disk, journal);
        },
      });
    },
  );
});
