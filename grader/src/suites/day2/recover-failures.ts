import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { joined } from "../forged-log.ts";
import { pipelined } from "../pipelined.ts";
import { check, diskWith, logOf, PATH, putFrame, putFrames } from "./check.ts";

/** Calls that change nothing about what is on the disk: who has what he came for may go on. */
const HARMLESS: ReadonlySet<string> = new Set(["close", "stat", "unlink"]);

/** What a failing close must not cover up. */
const FIRST_ERROR = "EDOM";

describe("Exercise 2.5: recover when calls fail", () => {
  check(
    "2.5-survives-failures",
    {
      points: 2,
      rationale:
        "Each call may fail. Then nothing is lost, nothing stays open, and it can be tried again.",
      hints: [
        "Which call's failure does nobody hear of?",
        "On each way out but the good one: close what you opened, rethrow the first error.",
      ],
      needs: ["2.5-cuts-a-torn-tail"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 2));
      const tail = putFrame(random, 3).subarray(0, 40);
      const clean = diskWith(joined(whole, tail));
      await student.recover(PATH, { fs: clean });
      await pipelined(clean.log, async ({ number, operation, call }) => {
        const disk = diskWith(joined(whole, tail));
        disk.inject({ operation: number }, { kind: "error" });
        const code = await codeOf(student.recover(PATH, { fs: disk }));
        const isDone = Buffer.compare(disk.readFile(PATH), whole) === 0;
        const mayGoUnheard = isDone && HARMLESS.has(operation.kind);
        if (code !== undefined || !mayGoUnheard)
          expect(code, `with ${call} failing`).toBe("WAL_IO");
        expect(disk.openHandles, `files left open when ${call} fails`).toBe(0);
        const files = disk.filePaths().map((path) => Buffer.from(disk.readFile(path)));
        const isThere = files.some((bytes) => bytes.includes(Buffer.from(tail)));
        expect(isThere, `the tail is still somewhere when ${call} fails`).toBe(true);
        disk.clearFaults();
        const again = await student.recover(PATH, { fs: disk });
        expect(again, `the next try after ${call} failed`).toMatchObject({ lastSequence: 2 });
        expect(disk.readFile(PATH)).toEqual(whole);
      });
    },
  );

  check(
    "2.5-first-error",
    {
      points: 1,
      rationale: "The disk is full, and closing fails as well. The news is that the disk is full.",
      hints: ["When something has failed already, a failing close is not worth a word."],
      needs: ["2.5-survives-failures"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 2)).subarray(0, -4);
      for (const kind of ["read", "write", "datasync", "truncate"] as const) {
        const disk = diskWith(bytes);
        disk.inject({ kind }, { kind: "error", code: FIRST_ERROR });
        disk.beforeOperation((operation) => {
          if (operation.kind !== kind) return;
          disk.inject({ kind: "close", times: Infinity }, { kind: "error" });
        });
        const recovering = student.recover(PATH, { fs: disk });
        const facts = { code: "WAL_IO", cause: { code: FIRST_ERROR } };
        await expect(recovering, `${kind} fails`).rejects.toMatchObject(facts);
      }
    },
  );
});
