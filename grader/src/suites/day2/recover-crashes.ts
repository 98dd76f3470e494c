import { LogFile } from "@wal-labs/checksum";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { frame } from "../forged-log.ts";
import { put } from "../sample-records.ts";
import { check, damagedAt, diskWith, logOf, PATH, putFrame, putFrames } from "./check.ts";
import { appendLabelled, recoverAndGoOn } from "./survivors.ts";

const STEPS = ["record 1", "record 2", "record 3"];

describe("Exercise 2.5: recover and crash", () => {
  check(
    "2.5-after-any-crash",
    {
      points: 5,
      invariant: "O6",
      rationale:
        "What a log is for: the power goes, anywhere, again and again, and what was promised is " +
        "there, in order, and nothing that was never attempted.",
      hints: [
        "Truncate, then sync, then let anybody append: what was cut off must not come back.",
        "Nothing behind the cut may be believed later: is it gone from the disk, or from sight?",
      ],
      needs: ["2.5-cuts-a-torn-tail"],
    },
    async ({ crashes }) => {
      for (const sync of ["manual", "always"] as const) {
        await crashes({
          steps: STEPS,
          insideRecovery: sync === "manual",
          randomStates: 2,
          workload: async (disk, journal, steps) => {
            const log = await LogFile.open(PATH, { fs: disk, sync });
            for (const [index, step] of steps.entries()) {
              await appendLabelled(log, journal, step);
              if (sync === "manual" && index > 0) continue;
              await log.sync();
              journal.acknowledge(step);
            }
          },
          recover: recoverAndGoOn,
        });
      }
    },
  );

  check(
    "2.5-syncs-what-it-finds",
    {
      points: 2,
      invariant: "O9",
      rationale:
        "The process that wrote these records died before its fsync: they are in memory only, and " +
        "whoever says that they are there makes a promise that nobody kept.",
      hints: [
        "Before recover resolves, even when it finds nothing to cut: `datasync`.",
        "A name that is not durable takes the file along: sync the directory, too.",
      ],
      needs: ["2.5-leaves-what-is-whole"],
    },
    async ({ student, restart, random }) => {
      for (const cut of [0, 5]) {
        const disk = new SimDisk();
        const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
        for (const record of [put(random), put(random, 900)]) await log.append(record);
        const killed = disk.crash({ kind: "process" });
        const handle = await killed.open(PATH, "r+");
        await handle.truncate(killed.readFile(PATH).length - cut);
        const { lastSequence } = await student.recover(PATH, { fs: killed });
        expect(lastSequence).toBe(cut === 0 ? 2 : 1);
        const dark = killed.crash({ kind: "power", fates: "old" });
        const again = await (await restart()).recover(PATH, { fs: dark });
        expect(again, "after the power cut").toMatchObject({ kind: "clean", lastSequence });
      }
      const disk = new SimDisk();
      const handle = await disk.open(PATH, "a+");
      const bytes = logOf(...putFrames(random, 2));
      await handle.write(bytes, 0, bytes.length, null);
      await student.recover(PATH, { fs: disk });
      const dark = disk.crash({ kind: "power", fates: "old" });
      expect(dark.filePaths(), "the names on the disk, after the power cut").toEqual([PATH]);
      expect(dark.readFile(PATH)).toEqual(bytes);
    },
  );

  check(
    "2.5-cut-is-for-good",
    {
      points: 2,
      invariant: "O6",
      rationale:
        "A new record ends just where an old one began, and the old one is read as if it came next.",
      hints: ["The bytes behind the cut must be gone, durably, before the first append."],
      needs: ["2.5-cuts-a-torn-tail"],
    },
    async ({ student, restart, random }) => {
      const record = { type: "put", key: random.bytes(4), value: random.bytes(40) } as const;
      const torn = damagedAt(frame({ sequence: 2, ...record, type: 1, syncedWatermark: 0 }), 50);
      const stale = putFrame(random, 3, { syncedWatermark: 0 });
      const disk = diskWith(logOf(putFrame(random, 1), torn, stale));
      await student.recover(PATH, { fs: disk });
      const dark = disk.crash({ kind: "power", fates: "old" });
      const handle = await dark.open(PATH, "a+");
      const log = await LogFile.open(PATH, { fs: dark }).catch(() => undefined);
      expect(log, "the log opens, after the power cut").toBeDefined();
      expect(await log?.append(record)).toMatchObject({ sequence: 2, size: torn.length });
      await handle.close();
      const again = await (await restart()).recover(PATH, { fs: dark });
      expect(again).toMatchObject({ kind: "clean", lastSequence: 2 });
    },
  );
});
