import { describe, expect, test } from "vitest";
import {
  type CrashExploration,
  exploreCrashes,
  type Journal,
  replayCrash,
  type SimDisk,
} from "../../src/sim/index.ts";
import { crashesOfToyLog, linesOf, type Mistakes, recoverToyLog, ToyLog } from "./toy-log.ts";

const STEPS = ["one", "two", "three", "four"];

/** A recovery that opens the log with these mistakes and promises what it read. */
function exposing(mistakes: Mistakes): CrashExploration<string> {
  return {
    ...crashesOfToyLog({}, STEPS),
    insideRecovery: true,
    recover: async (disk, journal) => {
      await recoverToyLog(disk, journal);
      const log = await ToyLog.open(disk, "/log", mistakes);
      for (const line of linesOf(disk.readFile("/log"))) journal.acknowledge(line);
      await log.close();
    },
  };
}

describe("the crash explorer", () => {
  test("finds nothing wrong with a log that syncs before it promises", async () => {
    const report = await exploreCrashes(crashesOfToyLog({}, STEPS));
    expect(report.violation).toBeUndefined();
    expect(report.states).toBeGreaterThan(50);
  });

  test.each<[string, Mistakes, string]>([
    ["a promise before the sync", { acknowledgesBeforeSync: true }, "steps:0/8/power:n1o1"],
    ["a sync that nobody waits for", { doesNotAwaitSync: true }, "steps:0/8/power:n1o1"],
    ["a directory that is never synced", { forgetsDirectory: true }, "steps:0/6/power:o1"],
  ])("finds %s, and shrinks it to one step and one lost unit", async (_name, mistakes, replay) => {
    const { violation } = await exploreCrashes(crashesOfToyLog(mistakes, STEPS));
    expect(violation).toMatchObject({ invariant: "O1", replay });
    expect(violation?.message).toBe('"one" was acknowledged and is gone.');
  });

  test("crashes recovery as well, and after it", async () => {
    expect((await exploreCrashes(exposing({}))).violation).toBeUndefined();
    const { violation } = await exploreCrashes(exposing({ exposesUnsynced: true }));
    expect(violation?.replay).toMatch(/^steps:\d\/\d+\/process\/\d+\/power:/);
  });

  test("makes a crash happen again from its replay", async () => {
    const exploration = crashesOfToyLog({ acknowledgesBeforeSync: true }, STEPS);
    const { violation } = await exploreCrashes(exploration);
    const again = await replayCrash(exploration, violation?.replay ?? "");
    expect(again.violation?.story).toEqual(violation?.story);
    expect([...again.disk.readFile("/log")]).toEqual([]);
    const mended = await replayCrash(crashesOfToyLog({}, STEPS), "steps:0/9/power:");
    expect(mended).toMatchObject({ recovered: "lines: one" });
  });

  test("refuses a replay that the workload does not reach, or that is none", async () => {
    const exploration = crashesOfToyLog({}, STEPS);
    await expect(replayCrash(exploration, "99/power:")).rejects.toThrow(RangeError);
    await expect(replayCrash(exploration, "9/power:n7")).rejects.toThrow(RangeError);
    await expect(replayCrash(exploration, "nonsense")).rejects.toThrow(RangeError);
  });

  test("finds the same with many recoveries in flight", async () => {
    const exploration = crashesOfToyLog({ acknowledgesBeforeSync: true }, STEPS);
    const slow = async (disk: SimDisk, journal: Journal): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return recoverToyLog(disk, journal);
    };
    const { violation } = await exploreCrashes({ ...exploration, recover: slow, concurrency: 8 });
    expect(violation?.replay).toMatch(/^steps:0\/8\/power:(n1o1|o1n1)$/);
  });

  test("throws on what is not about the program", async () => {
    const lost = new Error("connection lost");
    const report = exploreCrashes({
      ...crashesOfToyLog({}, STEPS),
      recover: () => Promise.reject(lost),
      isViolation: (error) => error !== lost,
    });
    await expect(report).rejects.toBe(lost);
  });

  test("tries thousands of crashes a second", async () => {
    const start = performance.now();
    const { states } = await exploreCrashes({ ...crashesOfToyLog({}, STEPS), randomStates: 300 });
    const perSecond = states / ((performance.now() - start) / 1000);
    expect(perSecond).toBeGreaterThan(2000); // a twentieth of what an idle machine does
  });
});
