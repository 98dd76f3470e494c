import { describe, expect } from "vitest";
import { frame, header, joined, seal } from "../forged-log.ts";
import { pipelined } from "../pipelined.ts";
import { check, damagedAt, fileOf, logOf, putFrame, putFrames, range } from "./check.ts";

const UNSYNCED = { syncedWatermark: 0 };

describe("Exercise 2.4: evidence", () => {
  check(
    "2.4-vouched-for",
    {
      points: 3,
      rationale: "Somebody wrote, later, that this record was durable. No crash takes such a one.",
      hints: [
        "x is the first sequence that is not there, L the largest watermark behind it.",
        "x <= L: it had been durable, so it is corrupt. The seal has a watermark, too.",
      ],
      needs: ["2.4-sound-logs", "2.3-finds-what-follows"],
    },
    async ({ student, random }) => {
      const zeros = frame({ sequence: 1, key: random.bytes(4), value: new Uint8Array(1200) });
      const witnesses = [putFrame(random, 2), seal(2)];
      for (const witness of witnesses) {
        const bytes = logOf(zeros, witness);
        const offsets = [...range(64, 64 + 52), 200, 500, 64 + zeros.length - 1];
        const found = await pipelined(offsets, async (offset) =>
          student.diagnose(await fileOf(damagedAt(bytes, offset))),
        );
        const missed = offsets.filter((_, index) => found[index]?.kind !== "corrupt");
        expect(missed, "damaged bytes of a durable record, not called corrupt").toEqual([]);
        const facts = { end: 64, lastSequence: 0, durableSequence: 1, tail: "damage" };
        for (const each of found) expect(each).toMatchObject(facts);
      }
    },
  );

  check(
    "2.4-hole-of-a-crash",
    {
      points: 3,
      rationale:
        "Sectors reach the disk in any order: the third record may be whole where the second is " +
        "not. Refusing that refuses every fourth crash.",
      hints: [
        "A valid frame behind the damage proves nothing by itself. What does its watermark say?",
        "x > L: nobody was ever told that record x was durable.",
      ],
      needs: ["2.4-sound-logs", "2.3-finds-what-follows"],
    },
    async ({ student, random }) => {
      const later = range(3, 5).map((sequence) => {
        return putFrame(random, sequence, { syncedWatermark: 1 });
      });
      for (const gone of [damagedAt(putFrame(random, 2), 49), new Uint8Array(64)]) {
        const bytes = logOf(putFrame(random, 1), gone, ...later);
        const found = await student.diagnose(await fileOf(bytes));
        const facts = { lastSequence: 1, durableSequence: 1, tail: "damage" };
        expect(found).toMatchObject({ kind: "torn", ...facts });
      }
    },
  );

  check(
    "2.4-misplaced",
    {
      points: 1,
      rationale: "A whole frame with the wrong number: no crash writes one.",
      hints: ["A walk that stopped at `misplaced` is corrupt, whatever the watermarks say."],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      for (const sequences of [[2], [1, 1], [1, 3], [1, 2, 1]]) {
        const frames = sequences.map((sequence) => putFrame(random, sequence, UNSYNCED));
        const lastSequence = sequences.findIndex((sequence, index) => sequence !== index + 1);
        const found = await student.diagnose(await fileOf(logOf(...frames)));
        expect(found).toMatchObject({ kind: "corrupt", tail: "misplaced", lastSequence });
      }
    },
  );

  check(
    "2.4-known-durable",
    {
      points: 3,
      rationale:
        "A snapshot holds record 5, and the log ends with 3, in perfect order. Where are 4 and 5?",
      hints: [
        "`knownDurable` is evidence like a watermark: the larger of the two is L.",
        "A log that is gone altogether has lost what was durable, too.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 3));
      const [torn, zeros] = [whole.subarray(0, -3), joined(whole, new Uint8Array(80))];
      const kindOf = async (bytes: Uint8Array | undefined, knownDurable: number) => {
        const handle = bytes && (await fileOf(bytes));
        return (await student.diagnose(handle, { knownDurable })).kind;
      };
      const kinds = async (knownDurable: number) => {
        const files = [
          whole,
          zeros,
          torn,
          logOf(),
          new Uint8Array(9),
          new Uint8Array(0),
          undefined,
        ];
        return Promise.all(files.map((bytes) => kindOf(bytes, knownDurable)));
      };
      const gone = ["corrupt", "corrupt", "corrupt", "corrupt"];
      expect(await kinds(4)).toEqual(["corrupt", "corrupt", "corrupt", ...gone]);
      expect(await kinds(3)).toEqual(["clean", "clean", "corrupt", ...gone]);
      expect(await kinds(2)).toEqual(["clean", "clean", "torn", ...gone]);
      const found = await student.diagnose(await fileOf(whole), { knownDurable: 9 });
      expect(found).toMatchObject({ lastSequence: 3, durableSequence: 9 });
    },
  );

  check(
    "2.4-not-the-last",
    {
      points: 1,
      rationale:
        "The next segment is begun once this one is durable: what is missing here, was here.",
      hints: ["`isLast: false`: a cut is corrupt. A segment that is whole stays whole."],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 2));
      const isLast = false;
      const kinds = [];
      for (const bytes of [whole, joined(whole, new Uint8Array(64)), whole.subarray(0, -1)]) {
        kinds.push((await student.diagnose(await fileOf(bytes), { isLast })).kind);
      }
      kinds.push((await student.diagnose(await fileOf(header().subarray(0, 30)), { isLast })).kind);
      expect(kinds).toEqual(["clean", "clean", "corrupt", "corrupt"]);
    },
  );
});
