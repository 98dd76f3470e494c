import { LogFile } from "@wal-labs/checksum";
import { type Random, SimDisk } from "@wal-labs/core/sim";
import type { Diagnosis } from "@wal-labs/replay";
import { describe, expect } from "vitest";
import { inspect } from "../inspect.ts";
import { pipelined } from "../pipelined.ts";
import { put } from "../sample-records.ts";
import { check, fileOf, opened, PATH, range } from "./check.ts";
import { type CrashedLog, crashedLogs } from "./crashed-logs.ts";

describe("Exercise 2.4: torn or corrupt", () => {
  check(
    "2.4-no-crash-is-corrupt",
    {
      points: 4,
      rationale: "A log that refuses to start after a power cut is down until somebody wakes up.",
      hints: [
        "Which evidence does your rule take for proof? Sectors are lost in any order.",
        "Only a watermark proves that a record was durable.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const logs: CrashedLog[] = [];
      for (const _ of range(1, 8)) logs.push(...(await crashedLogs(random, 20)));
      const found = await pipelined(logs, async ({ bytes }) =>
        student.diagnose(await fileOf(bytes)),
      );
      const accused = found.filter(({ kind }) => kind !== "clean" && kind !== "torn");
      expect(accused.map(shown), "crashes that were not called clean or torn").toEqual([]);
      const lost = found.filter(({ lastSequence }, index) => {
        return lastSequence < (logs[index]?.acknowledged ?? 0);
      });
      expect(lost.map(shown), "crashes after which an acknowledged record is gone").toEqual([]);
    },
  );

  check(
    "2.4-no-rot-is-torn",
    {
      points: 4,
      rationale:
        "One bit rots in a record that was acknowledged, and nobody is told: it is cut off.",
      hints: [
        "Which evidence did your rule not look for? It lies behind the damage.",
        "Stopping at the first bad frame loses all that follows, without a word.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const disks: SimDisk[] = [];
      for (const _ of range(1, 8)) disks.push(...(await rottenLogs(random, 20)));
      const found = await pipelined(disks, async (disk) => student.diagnose(await opened(disk)));
      const missed = found.filter(({ kind }) => kind !== "corrupt");
      expect(missed.map(shown), "rotten logs that were not called corrupt").toEqual([]);
    },
  );
});

/** Logs with one flipped bit each, in a frame that a later watermark vouches for. */
async function rottenLogs(random: Random, count: number): Promise<SimDisk[]> {
  const disk = new SimDisk();
  const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
  for (const _ of range(1, 3 + random.below(5))) {
    await log.append(put(random, 1 + random.below(700)));
    if (random.below(2) === 0) await log.sync();
  }
  await log.close();
  const { frames } = inspect(disk.readFile(PATH));
  const records = frames.slice(0, -1);
  return range(1, count).map(() => {
    const { offset, size } = records[random.below(records.length)] ?? { offset: 64, size: 8 };
    const rotten = disk.crash({ kind: "process" });
    rotten.flipBit(PATH, 8 * offset + random.below(8 * size));
    return rotten;
  });
}

function shown({ kind, size, end, lastSequence, durableSequence, tail }: Diagnosis) {
  return { kind, size, end, lastSequence, durableSequence, tail };
}
