import type { LogFile } from "@wal-labs/checksum";
import { SEAL_TYPE } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { header } from "../forged-log.ts";
import { inspect } from "../inspect.ts";
import { put } from "../sample-records.ts";
import { check, type Day3 } from "./check.ts";

const PATH = "/log";

describe("Exercise 3.1: the simple rotation", () => {
  check(
    "3.1-puts-aside",
    {
      points: 2,
      rationale: "Most programs rotate like this. To see how it breaks, it has to work first.",
      hints: [
        "Close the log, rename it to `<path>.old`, open a new one at `path`.",
        "Closing seals: the old file ends with a seal, the new one is a header and sequence 1.",
      ],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await firstLog(student, disk);
      const records = [put(random), put(random), put(random)];
      for (const record of records) await log.append(record);
      const next = await student.rotateSimply(log, PATH, { fs: disk });
      const old = inspect(disk.readFile(`${PATH}.old`));
      expect(old.frames.map(({ type }) => type)).toEqual([1, 1, 1, SEAL_TYPE]);
      expect(old.frames.slice(0, 3).map(({ key }) => key)).toEqual(records.map(({ key }) => key));
      expect(inspect(disk.readFile(PATH))).toMatchObject({ frames: [], tailSize: 0 });
      expect(await next.lastSequence).toBe(0);
      expect(await next.append(put(random))).toMatchObject({ sequence: 1 });
      await expect(log.append(put(random))).rejects.toMatchObject({ code: "WAL_CLOSED" });
      expect(disk.openPaths, "files left open").toEqual([PATH]);
    },
  );

  check(
    "3.1-replaces-the-older",
    {
      points: 1,
      rationale:
        "The second rotation meets the `.old` of the first: one old file is kept, not two.",
      hints: ["`rename` replaces what has the name already. Nothing has to be removed first."],
      needs: ["3.1-puts-aside"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      let log = await firstLog(student, disk);
      for (const count of [1, 2, 3]) {
        for (let index = 0; index < count; index++) await log.append(put(random));
        log = await student.rotateSimply(log, PATH, { fs: disk });
        const { frames } = inspect(disk.readFile(`${PATH}.old`));
        expect(frames.length - 1, "records put aside").toBe(count);
      }
      expect(disk.filePaths()).toEqual([PATH, `${PATH}.old`]);
      disk.inject({ kind: "rename" }, { kind: "error" });
      const rotating = student.rotateSimply(log, PATH, { fs: disk });
      await expect(rotating).rejects.toMatchObject({ code: "WAL_IO" });
    },
  );
});

/** A log of the submission's own: what a rotation of a file without records gives. */
async function firstLog(student: Day3, disk: SimDisk): Promise<LogFile> {
  disk.writeFile(PATH, header());
  const nobody = { close: async () => undefined } as unknown as LogFile;
  return student.rotateSimply(nobody, PATH, { fs: disk });
}
