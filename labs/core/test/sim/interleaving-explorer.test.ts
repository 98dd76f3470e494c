import { describe, expect, test } from "vitest";
import {
  exploreInterleavings,
  type InterleavingExploration,
  replayInterleaving,
} from "../../src/sim/index.ts";
import { linesOf, type Mistakes, ToyLog } from "./toy-log.ts";

const LINES = ["one", "two", "three"];

function concurrentAppends(mistakes: Mistakes): InterleavingExploration {
  return {
    run: async (disk, journal) => {
      const log = await ToyLog.open(disk, "/log", mistakes);
      const appends = LINES.map(async (line) => {
        journal.attempt(line);
        await log.append(line);
        journal.acknowledge(line);
      });
      await Promise.all(appends);
      expect(new Set(linesOf(disk.readFile("/log")))).toEqual(new Set(LINES));
    },
  };
}

/** Wrong only if the second of two concurrent writes takes effect first. */
const lastWriterWins: InterleavingExploration = {
  run: async (disk) => {
    const file = await disk.open("/winner", "w+");
    const write = (fill: number) => file.write(Uint8Array.of(fill), 0, 1, 0);
    await Promise.all([write(1), write(2)]);
    if (disk.readFile("/winner")[0] !== 2) throw new Error("The first writer won.");
  },
};

describe("the interleaving explorer", () => {
  test("finds nothing wrong with a log that takes turns", async () => {
    const report = await exploreInterleavings(concurrentAppends({}));
    expect(report).toEqual({ interleavings: 1, exhaustive: true });
  });

  test("finds an update that is lost because two appends overlap", async () => {
    const { violation } = await exploreInterleavings(concurrentAppends({ takesNoTurns: true }));
    expect(violation?.kind).toBe("failure");
  });

  test("names what never ended in a deadlock", async () => {
    const { violation } = await exploreInterleavings(concurrentAppends({ keepsTheTurn: true }));
    expect(violation).toMatchObject({
      kind: "deadlock",
      message: expect.stringContaining('"two", "three" never ended'),
    });
  });

  test("reorders the effects of operations, and replays the order by its choices", async () => {
    const { interleavings, violation } = await exploreInterleavings(lastWriterWins);
    expect([interleavings, violation?.replay]).toEqual([2, "1"]);
    expect((await replayInterleaving(lastWriterWins, "1"))?.message).toBe("The first writer won.");
    expect(await replayInterleaving(lastWriterWins, "0")).toBeUndefined();
  });

  test("tries every order when there are few", async () => {
    const orders = new Set<string>();
    const report = await exploreInterleavings({
      run: async (disk) => {
        await Promise.all(["/a", "/b", "/c", "/d"].map((path) => disk.open(path, "w+")));
        orders.add(disk.log.map((line) => line.call).join());
      },
    });
    expect([report, orders.size]).toEqual([{ interleavings: 24, exhaustive: true }, 24]);
  });

  test("goes on at random when there are many, the same for the same seed", async () => {
    const explore = () =>
      exploreInterleavings({ ...lastWriterWins, exhaustiveUpTo: 1, runs: 50, seed: 5 });
    const [one, other] = [await explore(), await explore()];
    expect(one.violation?.replay).toBe("1");
    expect(one).toEqual(other);
  });

  test("fires a virtual timer only when no operation is left", async () => {
    const order: string[] = [];
    const report = await exploreInterleavings({
      run: async (disk) => {
        const timer = new Promise<void>((resolve) => disk.clock.setTimeout(resolve, 1));
        const fired = timer.then(() => order.push("timer"));
        await (await disk.open("/", "r")).sync();
        order.push("sync");
        await fired;
      },
    });
    expect([order, report.violation]).toEqual([["sync", "timer"], undefined]);
  });
});
