import type { Diagnosis, DiagnosisOptions } from "@wal-labs/replay";
import { describe, expect } from "vitest";
import { joined, seal } from "../forged-log.ts";
import { inspect } from "../inspect.ts";
import { pipelined } from "../pipelined.ts";
import {
  check,
  type Day2,
  damagedAt,
  diskWith,
  fileOf,
  logOf,
  opened,
  putFrame,
  putFrames,
  range,
} from "./check.ts";

describe("Exercise 2.4: diagnose", () => {
  check(
    "2.4-sound-logs",
    {
      points: 2,
      rationale:
        "A log that accuses a clean disk will be switched off, and with it the next alarm.",
      hints: [
        "Header, then walk: where the walk ends at the end of the file, all is well.",
        "No handle, or no byte in the file: an empty log, whole as it is.",
      ],
    },
    async ({ student, random }) => {
      const [one, two] = putFrames(random, 2) as [Uint8Array, Uint8Array];
      const logs = [logOf(), logOf(one), logOf(one, two), logOf(one, two, seal(3))];
      for (const [index, bytes] of logs.entries()) {
        const disk = diskWith(bytes);
        const handle = await opened(disk);
        const { version } = disk;
        const found = await student.diagnose(handle);
        const lastSequence = Math.min(index, 2);
        const facts = { size: bytes.length, end: bytes.length, lastSequence, sealed: index === 3 };
        expect(found).toMatchObject({ kind: "clean", tail: "none", durableSequence: 0, ...facts });
        expect(found.header).toEqual(inspect(bytes).header);
        expect(found.cause, "a cause, where there is nothing wrong").toBeUndefined();
        expect(disk.version, "diagnosing changes nothing").toBe(version);
        expect(disk.openHandles, "the caller's handle stays open").toBe(1);
      }
      for (const handle of [undefined, await fileOf(new Uint8Array(0))]) {
        const nothing = { size: 0, end: 0, lastSequence: 0, sealed: false, tail: "none" };
        expect(await student.diagnose(handle)).toMatchObject({ kind: "clean", ...nothing });
      }
    },
  );

  check(
    "2.4-zeros",
    {
      points: 2,
      rationale: "File systems and preallocation leave zeros behind the end. They were never data.",
      hints: [
        "Where the walk stops at no valid frame: is everything from there on zero?",
        "All of it: one byte that is not zero is a torn frame.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 2), seal(3));
      for (const size of [1, 8, 47, 48, 512, 300_000]) {
        const zeros = joined(bytes, new Uint8Array(size));
        const facts = { size: zeros.length, end: bytes.length, lastSequence: 2, sealed: true };
        const found = await student.diagnose(await fileOf(zeros));
        expect(found).toMatchObject({ kind: "clean", tail: "zeros", ...facts });
        const torn = await student.diagnose(await fileOf(zeros.with(zeros.length - 1, 1)));
        expect(torn).toMatchObject({ kind: "torn", tail: "damage", ...facts });
      }
    },
  );

  check(
    "2.4-every-cut",
    {
      points: 2,
      rationale: "A crash may cut the last record at any byte, and the log must start again.",
      hints: ["Nothing behind the cut shows that the record was ever durable: torn."],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 3));
      const last = inspect(bytes).frames[2]?.offset ?? 0;
      const cuts = range(last + 1, bytes.length - 1);
      const found = await pipelined(cuts, async (size) =>
        student.diagnose(await fileOf(bytes.subarray(0, size))),
      );
      const wrong = cuts.filter((_, index) => {
        const { kind, end, lastSequence, cause } = found[index] as Diagnosis;
        return kind !== "torn" || end !== last || lastSequence !== 2 || !(cause instanceof Error);
      });
      expect(wrong, "sizes cut to that were judged otherwise").toEqual([]);
    },
  );

  check(
    "2.4-unreadable",
    {
      points: 2,
      rationale: "A disk that gives no answer has not said that the log is damaged. Try again.",
      hints: [
        "A failing read is no short read, and no end of the file.",
        "Catch it around everything: diagnose never throws, and says `unreadable`.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 2), damagedAt(putFrame(random, 3), 50), seal(4));
      for (const options of [{}, { knownDurable: 9 }, { chunkSize: 128, isLast: false }]) {
        const calls = await callsOf(student, bytes, options);
        for (const operation of range(2, calls)) {
          const disk = diskWith(bytes);
          disk.inject({ operation }, { kind: "error" });
          const found = await student.diagnose(await opened(disk), options);
          expect(found.kind, `with call ${operation} failing`).toBe("unreadable");
          expect(found.cause, "why it could not be read").toBeInstanceOf(Error);
        }
      }
    },
  );
});

/** How many calls a diagnosis makes, the opening before it included. */
async function callsOf(student: Day2, bytes: Uint8Array, options: DiagnosisOptions) {
  const disk = diskWith(bytes);
  await student.diagnose(await opened(disk), options);
  return disk.log.length;
}
