import { describe, expect } from "vitest";
import { range } from "../day3/check.ts";
import { check, type Gate, gate, underWay } from "./check.ts";

describe("Exercise 4.1: a queue of tasks", () => {
  check(
    "4.1-results",
    {
      points: 1,
      rationale: "Whoever waits in a line must still get what they came for.",
      hints: ["`run` settles as its task does: with the task's own result."],
    },
    async ({ student, random }) => {
      const queue = await new student.SerialQueue();
      const results = range(1, 5).map(() => random.below(1e6));
      const runs = results.map((result) => queue.run(async () => result));
      expect(await Promise.all(runs)).toEqual(results);
      expect(await queue.run(async () => undefined)).toBeUndefined();
    },
  );

  check(
    "4.1-one-at-a-time",
    {
      points: 2,
      rationale: "Two tasks that run at once can do to each other what two threads do.",
      hints: [
        "A task begins when the one before it has settled, and not when it was called.",
        "Keep the promise of the last task, and chain each new one to it.",
      ],
      needs: ["4.1-results"],
    },
    async ({ interleavings }) => {
      await interleavings({
        run: async (start) => {
          const queue = await new (await start()).SerialQueue();
          const gates = range(0, 3).map(() => gate());
          const told: string[] = [];
          const task = (index: number) => async () => {
            told.push(`begin ${index}`);
            await gates[index]?.opened;
            told.push(`end ${index}`);
          };
          const runs = gates.map((_, index) => underWay(queue.run(task(index))));
          // The last first: whoever runs all at once ends in this order.
          for (const { open } of gates.toReversed()) open();
          await Promise.all(runs);
          const expected = range(0, 3).flatMap((index) => [`begin ${index}`, `end ${index}`]);
          expect(told).toEqual(expected);
        },
      });
    },
  );

  check(
    "4.1-given-meanwhile",
    {
      points: 1,
      rationale: "A task that asks for another one has to let it wait like everybody's.",
      hints: [
        "What is given while a task runs comes behind all that wait already.",
        "Nothing may run at once, even when nothing else seems to wait.",
      ],
      needs: ["4.1-one-at-a-time"],
    },
    async ({ interleavings }) => {
      await interleavings({
        run: async (start) => {
          const queue = await new (await start()).SerialQueue();
          const told: string[] = [];
          const says = (word: string) => async () => void told.push(word);
          let inner: Promise<void> = Promise.resolve();
          const first = queue.run(async () => {
            inner = underWay(queue.run(says("inner")));
            told.push("first");
          });
          await Promise.all([first, queue.run(says("second"))]);
          await inner;
          expect(told).toEqual(["first", "second", "inner"]);
        },
      });
    },
  );

  check(
    "4.1-a-failure-is-its-own",
    {
      points: 2,
      rationale: "A lock that a failure leaves locked stops everybody, and says nothing.",
      hints: [
        "The next task is chained to the end of the one before, however it ended.",
        "One promise goes to the caller, failure and all; the queue keeps another one.",
      ],
      needs: ["4.1-results"],
    },
    async ({ interleavings }) => {
      await interleavings({
        run: async (start) => {
          const queue = await new (await start()).SerialQueue();
          const failure = new Error("This task failed.");
          expect(await queue.run(async () => "first")).toBe("first");
          const runs = range(1, 6).map((index) =>
            queue.run(async () => {
              if (index % 3 === 1) throw failure;
              return index;
            }),
          );
          const ends = await Promise.allSettled(runs);
          const seen = ends.map((end) => {
            if (end.status === "fulfilled") return end.value;
            return end.reason === failure ? "its own failure" : "another failure";
          });
          const own = "its own failure";
          expect(seen, "how six tasks end").toEqual([own, 2, 3, own, 5, 6]);
          expect(await queue.run(async () => "later")).toBe("later");
        },
      });
    },
  );

  check(
    "4.1-drained",
    {
      points: 1,
      rationale: "Whoever closes something waits for those in the line, and for nobody after them.",
      hints: [
        "`drained` resolves even when the last task failed.",
        "It waits for what was given before it was called. What is given later is not its business.",
      ],
      needs: ["4.1-a-failure-is-its-own"],
    },
    async ({ interleavings }) => {
      await interleavings({
        run: async (start) => {
          const { SerialQueue } = await start();
          const queue = await new SerialQueue();
          await queue.drained();
          const [first, later] = [gate(), gate()];
          const told: string[] = [];
          const runs = [runUntil(queue, first, told, "first"), underWay(queue.run(fails))];
          const drained = underWay(queue.drained().then(() => void told.push("drained")));
          runs.push(runUntil(queue, later, told, "later"));
          // Another queue, which is idle: by its answer, this one would have had time for its own.
          await (await new SerialQueue()).drained();
          expect(told, "what has ended while the first task runs").toEqual([]);
          first.open();
          await drained;
          expect(told, "what has ended when drained resolves").toEqual(["first", "drained"]);
          later.open();
          await Promise.allSettled(runs);
          await queue.drained();
        },
      });
    },
  );
});

type Queue = { run<Result>(task: () => Promise<Result>): Promise<Result> };

function runUntil(queue: Queue, { opened }: Gate, told: string[], word: string): Promise<void> {
  const task = async (): Promise<void> => {
    await opened;
    told.push(word);
  };
  return underWay(queue.run(task));
}

async function fails(): Promise<void> {
  throw new Error("This task failed.");
}
