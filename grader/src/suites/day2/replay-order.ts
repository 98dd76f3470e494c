import { setImmediate } from "node:timers/promises";
import { type Entry, LogFile, type Position } from "@wal-labs/checksum";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { put } from "../sample-records.ts";
import { check, diskWith, logOf, PATH, putFrame, putFrames, range } from "./check.ts";
import { collect } from "./collect.ts";

describe("Exercise 2.6: what a replay waits for", () => {
  check(
    "2.6-handler-fails",
    {
      points: 2,
      rationale:
        "The handler has its reasons. Its error reaches the caller, and nothing else happens.",
      hints: [
        "Do not catch it, and do not wrap it. But close the file.",
        "In the middle of a batch, too: no later record is handed over.",
      ],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const alone = logOf(...putFrames(random, 4));
      const batch = logOf(...putFrames(random, 3, { flags: 0 }), putFrame(random, 4));
      for (const bytes of [alone, batch]) {
        const disk = diskWith(bytes);
        const error = Object.assign(new Error("no such account"), { code: "NO_ACCOUNT" });
        const seen: number[] = [];
        const handler = async ({ sequence }: Entry) => {
          seen.push(sequence);
          if (sequence === 2) throw error;
        };
        await expect(student.replay(PATH, handler, { fs: disk })).rejects.toBe(error);
        expect(seen, "records handed over").toEqual([1, 2]);
        expect(disk.openHandles, "files left open").toBe(0);
      }
    },
  );

  check(
    "2.6-waits",
    {
      points: 1,
      rationale: "Two records that overtake each other leave the state of neither.",
      hints: ["When the handler gives a promise, the next record waits for it. So does the end."],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const [one, two, three, four] = putFrames(random, 4) as Uint8Array[];
      const batch = putFrame(random, 2, { flags: 0 });
      for (const second of [two, batch]) {
        const parts = [one, second, three, four] as Uint8Array[];
        const events: string[] = [];
        const slow = async ({ sequence }: Entry) => {
          events.push(`enter ${sequence}`);
          for (const _ of range(1, 5)) await setImmediate();
          events.push(`leave ${sequence}`);
        };
        await student.replay(PATH, slow, { fs: diskWith(logOf(...parts)) });
        const inOrder = range(1, 4).flatMap((sequence) => [
          `enter ${sequence}`,
          `leave ${sequence}`,
        ]);
        expect(events).toEqual(inOrder);
      }
    },
  );

  check(
    "2.6-syncs-before-it-shows",
    {
      points: 2,
      invariant: "O9",
      rationale:
        "The process that wrote these records died before its fsync. Who acts on them, and then " +
        "loses the power, has acted on what never was.",
      hints: ["`datasync`, before the first record is handed over."],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await LogFile.open(PATH, { fs: disk, sync: "manual" });
      for (const record of [put(random), put(random)]) await log.append(record);
      const killed = disk.crash({ kind: "process" });
      const durable: boolean[] = [];
      const handler = async (_: Entry, { offset, size }: Position) => {
        const dark = killed.crash({ kind: "power", fates: "old" });
        durable.push(dark.readFile(PATH).length >= offset + size);
      };
      await student.replay(PATH, handler, { fs: killed });
      expect(durable, "whether each record was durable when it was shown").toEqual([true, true]);
    },
  );

  check(
    "2.6-survives-failures",
    {
      points: 1,
      rationale: "A replay that ends early, in silence, is a state with a hole at its end.",
      hints: ["Which call's failure does nobody hear of? Which path leaves the file open?"],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 3));
      const clean = diskWith(bytes);
      await collect(student, clean, { chunkSize: 100 });
      for (const { number, operation, call } of clean.log) {
        const disk = diskWith(bytes);
        disk.inject({ operation: number }, { kind: "error" });
        const code = await codeOf(collect(student, disk, { chunkSize: 100 }));
        const mayGoUnheard = operation.kind === "close" || operation.kind === "stat";
        if (code !== undefined || !mayGoUnheard)
          expect(code, `with ${call} failing`).toBe("WAL_IO");
        expect(disk.openHandles, `files left open when ${call} fails`).toBe(0);
      }
    },
  );
});
