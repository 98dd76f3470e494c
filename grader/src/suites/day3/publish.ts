import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { joined } from "../forged-log.ts";
import { check } from "./check.ts";

const PATH = "/dir/file";

describe("Exercise 3.3: publish", () => {
  check(
    "3.3-contents",
    {
      points: 1,
      rationale: "What was handed over is in the file, all of it, and nothing lies about.",
      hints: [
        "Each part behind the one before it; a write may take fewer bytes than it was given.",
        "The file that was written under another name has only one name in the end.",
      ],
    },
    async ({ student, random }) => {
      const parts = [random.bytes(64), random.bytes(0), random.bytes(1500), random.bytes(3)];
      for (const limit of [Number.POSITIVE_INFINITY, 7]) {
        const disk = directory();
        disk.writeFile(PATH, random.bytes(5000));
        if (limit < 64) disk.inject({ kind: "write", times: 1e6 }, { kind: "short", bytes: limit });
        const handle = await student.publish(disk, PATH, parts);
        expect(disk.readFile(PATH), "the file").toEqual(joined(...parts));
        expect(disk.filePaths()).toEqual([PATH, "/dir/stranger"]);
        expect(disk.openHandles, "files open: the caller's").toBe(1);
        await handle.close();
        expect(disk.openHandles, "files open").toBe(0);
      }
    },
  );

  check(
    "3.3-all-or-nothing",
    {
      points: 4,
      invariant: "O4",
      rationale: "Between the old contents and the new there is no third: no crash may find one.",
      hints: [
        "Write elsewhere in the same directory, then rename. Which three syncs are in between?",
        "The file, before the rename. The directory, after it. Then it is done.",
      ],
      needs: ["3.3-contents"],
    },
    async ({ student, random, crashes }) => {
      const old = random.bytes(700);
      const fresh = random.bytes(1300);
      for (const before of [undefined, old]) {
        await crashes({
          workload: async (disk, journal) => {
            disk.writeFile("/dir/stranger", new Uint8Array(1));
            if (before) disk.writeFile(PATH, before);
            await student.publish(disk, PATH, [fresh.subarray(0, 600), fresh.subarray(600)]);
            journal.acknowledge("published");
          },
          recover: async (_restarted, disk, journal) => {
            const found = (await disk.readdir("/dir")).includes("file");
            const isNew = found && Buffer.compare(disk.readFile(PATH), fresh) === 0;
            if (journal.acknowledged.length > 0) expect(isNew, "the new contents").toBe(true);
            if (!isNew && before) expect(disk.readFile(PATH), "the old contents").toEqual(before);
            if (!isNew && !before) expect(found, "a file with part of its contents").toBe(false);
            return isNew ? "the new contents" : "the old contents";
          },
        });
      }
    },
  );

  check(
    "3.3-leftover",
    {
      points: 1,
      rationale: "A crash leaves the file that was not renamed yet. The next attempt meets it.",
      hints: ["What does `wx+` do when the name is taken? And `a+`, when the file is not empty?"],
      needs: ["3.3-contents"],
    },
    async ({ student, restart, random }) => {
      const clean = directory();
      await student.publish(clean, PATH, [random.bytes(3000)]);
      const fresh = random.bytes(1000);
      const { publish } = await restart();
      for (let operation = 1; operation <= clean.log.length; operation++) {
        const disk = directory();
        disk.inject({ operation, times: 1e6 }, { kind: "error" });
        await student.publish(disk, PATH, [random.bytes(3000)]).catch(() => undefined);
        const afterCrash = disk.crash({ kind: "process" });
        await publish(afterCrash, PATH, [fresh]);
        expect(afterCrash.readFile(PATH), `after a crash at call ${operation}`).toEqual(fresh);
      }
    },
  );

  check(
    "3.3-fails-cleanly",
    {
      points: 2,
      rationale: "Each call may fail. Then the caller is told, and no file is left open.",
      hints: [
        "Wrap each call with day 1's `io`.",
        "On each way out but the good one: close the handle, rethrow the first error.",
      ],
      needs: ["3.3-contents"],
    },
    async ({ student, random }) => {
      const parts = [random.bytes(10), random.bytes(600)];
      const clean = directory();
      await student.publish(clean, PATH, parts);
      for (let operation = 1; operation <= clean.log.length; operation++) {
        const disk = directory();
        disk.inject({ operation }, { kind: "error" });
        const code = await codeOf(student.publish(disk, PATH, parts));
        if (code === undefined) continue;
        expect(code, `with call ${operation} failing`).toBe("WAL_IO");
        expect(disk.openHandles, `files left open when call ${operation} fails`).toBe(0);
      }
      const full = directory();
      full.freeBytes = 100;
      await expect(student.publish(full, PATH, parts)).rejects.toMatchObject({ code: "WAL_IO" });
    },
  );
});

function directory(): SimDisk {
  const disk = new SimDisk();
  disk.writeFile("/dir/stranger", Uint8Array.of(1));
  return disk;
}
