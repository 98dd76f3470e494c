import { setImmediate } from "node:timers/promises";
import type { Walked } from "@wal-labs/replay";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { frame, header, joined, SEGMENT, seal } from "../forged-log.ts";
import { inspect } from "../inspect.ts";
import { pipelined } from "../pipelined.ts";
import {
  check,
  diskWith,
  fileOf,
  logOf,
  opened,
  PATH,
  putFrame,
  putFrames,
  range,
} from "./check.ts";
import { visitsOf } from "./visits.ts";

const UNFINISHED = { flags: 0 };

describe("Exercise 2.2: walk", () => {
  check(
    "2.2-visits",
    {
      points: 2,
      rationale: "The ground for everything else: each frame once, in order, and where it lies.",
      hints: [
        "From byte 64 on, a frame begins where the one before it ends.",
        "The cursor moves within the chunk; `offset` counts from the start of the file.",
      ],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 7));
      const { visited, walked } = await visitsOf(student, bytes);
      expect(visited).toEqual(inspect(bytes).frames);
      const facts = { stop: "end", end: bytes.length, lastSequence: 7, sealed: false };
      expect(walked).toMatchObject(facts);
      expect(walked.flaw, "a flaw in a log that is whole").toBeUndefined();
    },
  );

  check(
    "2.2-first-sequence",
    {
      points: 1,
      rationale: "Not every segment begins with record 1; its header says which it is.",
      hints: ["The first frame has the sequence `header.firstSequence`."],
    },
    async ({ student, random }) => {
      const segment = { ...SEGMENT, firstSequence: 2 + random.below(1000) };
      const { firstSequence } = segment;
      const empty = header(segment);
      expect(await student.walk(await fileOf(empty), segment)).toMatchObject({
        ...{ stop: "end", end: 64, lastSequence: firstSequence - 1, sealed: false },
      });
      const frames = [0, 1].map((index) => putFrame(random, firstSequence + index));
      const bytes = joined(empty, ...frames);
      const walked = await student.walk(await fileOf(bytes), segment);
      expect(walked).toMatchObject({ stop: "end", lastSequence: firstSequence + 1 });
      const elsewhere = await student.walk(await fileOf(bytes), SEGMENT);
      expect(elsewhere).toMatchObject({ stop: "misplaced", end: 64, lastSequence: 0 });
    },
  );

  check(
    "2.2-seals",
    {
      points: 2,
      rationale: "A seal is no record: it takes no number, and a reopened log goes on behind it.",
      hints: [
        "A seal has the sequence of the next record; that record has it, too.",
        "`sealed` is about the frame before `end`, not about any seal on the way.",
      ],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const [one, two, three] = putFrames(random, 3);
      const parts = [one, seal(2), seal(2), two, three, seal(4)] as Uint8Array[];
      const found = [];
      for (const count of range(1, parts.length)) {
        const { visited, walked } = await visitsOf(student, logOf(...parts.slice(0, count)));
        expect(visited.length, "frames visited, seals too").toBe(count);
        found.push([walked.stop, walked.lastSequence, walked.sealed]);
      }
      const shown = [1, 1, 1, 2, 3, 3].map((last, index) => ["end", last, isSeal(parts[index])]);
      expect(found).toEqual(shown);
    },
  );

  check(
    "2.2-every-cut",
    {
      points: 2,
      rationale: "A file may end at any byte; part of a frame is no frame.",
      hints: ["What do you take the missing bytes for, when the file ends inside a header?"],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 3));
      const last = inspect(bytes).frames[2]?.offset ?? 0;
      const cuts = range(last + 1, bytes.length - 1);
      const walks = await pipelined(cuts, async (size) =>
        student.walk(await fileOf(bytes.subarray(0, size)), SEGMENT),
      );
      const wrong = cuts.filter((_, index) => !isAt(walks[index], "invalid", last, 2));
      expect(wrong, "sizes cut to that were taken for something else").toEqual([]);
      const whole = await student.walk(await fileOf(bytes.subarray(0, last)), SEGMENT);
      expect(whole).toMatchObject({ stop: "end", end: last, lastSequence: 2 });
    },
  );

  check(
    "2.2-every-bit",
    {
      points: 3,
      rationale: "Any single bit of a log may rot. Not one may pass for what was written.",
      hints: [
        "Verify the checksum of each frame before you visit it.",
        "The whole frame is covered but its CRC: padding too, and under the header's salt.",
      ],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const first = frame({ sequence: 1, key: random.bytes(3), value: random.bytes(2) });
      const bytes = logOf(first, seal(2));
      const border = 64 + first.length;
      const ofSeal = range(border, bytes.length - 1).map((offset) => 8 * offset + (offset % 8));
      const bits = [...range(64 * 8, border * 8 - 1), ...ofSeal];
      const walks = await pipelined(bits, async (bit) => {
        const disk = diskWith(bytes);
        disk.flipBit(PATH, bit);
        return student.walk(await opened(disk), SEGMENT);
      });
      const missed = bits.filter((bit, index) => {
        const { stop, end } = walks[index] as Walked;
        return stop === "end" || end !== (bit < border * 8 ? 64 : border);
      });
      expect(missed, "flipped bits that the walk did not stop at").toEqual([]);
    },
  );

  check(
    "2.2-misplaced",
    {
      points: 2,
      rationale:
        "A frame may be whole and in the wrong place: doubled, missing, or from elsewhere.",
      hints: ["The checksum is right. Is the sequence the one that must come next?"],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const orders = [[2], [1, 1], [1, 3], [1, 2, 1], [1, 2, 4, 3]];
      for (const sequences of orders) {
        const frames = sequences.map((sequence) => putFrame(random, sequence));
        const right = sequences.findIndex((sequence, index) => sequence !== index + 1);
        const { visited, walked } = await visitsOf(student, logOf(...frames));
        const end = logOf(...frames.slice(0, right)).length;
        expect(walked).toMatchObject({ stop: "misplaced", end, lastSequence: right });
        expect(visited.length, "frames visited before the misplaced one").toBe(right);
      }
      const early = await student.walk(await fileOf(logOf(putFrame(random, 1), seal(3))), SEGMENT);
      expect(early, "a seal has a sequence, too").toMatchObject({ stop: "misplaced" });
    },
  );

  check(
    "2.2-batches",
    {
      points: 3,
      rationale: "A batch counts as a whole or not at all: half a transfer is money lost.",
      hints: [
        "`end` moves on at a frame with LAST_OF_BATCH, and to behind that frame.",
        "Where the file ends inside a batch, what follows `end` is not whole: `invalid`.",
      ],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const frames = range(1, 6).map((sequence) => {
        return putFrame(random, sequence, [2, 4, 5].includes(sequence) ? UNFINISHED : {});
      });
      const wholeOf = [0, 1, 1, 3, 3, 3, 6];
      for (const count of range(1, 6)) {
        const { visited, walked } = await visitsOf(student, logOf(...frames.slice(0, count)));
        const whole = wholeOf[count] ?? 0;
        const end = logOf(...frames.slice(0, whole)).length;
        const stop = whole === count ? "end" : "invalid";
        expect(walked).toMatchObject({ stop, end, lastSequence: whole, sealed: false });
        expect(visited.length, "frames visited, of a batch without an end too").toBe(count);
      }
      const behindSeal = logOf(frames[0] as Uint8Array, seal(2), frames[1] as Uint8Array);
      const walked = await student.walk(await fileOf(behindSeal), SEGMENT);
      expect(walked).toMatchObject({ stop: "invalid", lastSequence: 1 });
    },
  );

  check(
    "2.2-waits-for-its-visitor",
    {
      points: 1,
      rationale: "A visitor that writes elsewhere is not to be overtaken by the next frame.",
      hints: ["When `visit` gives a promise, await it before the cursor moves on."],
    },
    async ({ student, random }) => {
      const events: string[] = [];
      const slow = async (_: unknown, offset: number) => {
        events.push(`enter ${offset}`);
        for (const _ of range(1, 5)) await setImmediate();
        events.push(`leave ${offset}`);
      };
      const bytes = logOf(...putFrames(random, 3));
      await student.walk(await fileOf(bytes), SEGMENT, slow, { chunkSize: 128 });
      const inOrder = inspect(bytes).frames.flatMap(({ offset }) => [
        `enter ${offset}`,
        `leave ${offset}`,
      ]);
      expect(events).toEqual(inOrder);
    },
  );

  check(
    "2.2-errors-come-back",
    {
      points: 1,
      rationale: "An error that is swallowed on the way is a promise nobody kept.",
      hints: [
        "What `visit` throws is not yours to catch.",
        "What the file system throws is a `WAL_IO`: `io` of day 1 makes it one.",
      ],
      needs: ["2.2-visits"],
    },
    async ({ student, random }) => {
      const bytes = logOf(...putFrames(random, 3));
      const error = new Error("the visitor has had enough");
      let visits = 0;
      const visit = async () => {
        visits += 1;
        if (visits === 2) throw error;
      };
      await expect(student.walk(await fileOf(bytes), SEGMENT, visit)).rejects.toBe(error);
      expect(visits, "visits, the last of which failed").toBe(2);
      const disk = diskWith(bytes);
      disk.inject({ kind: "read", nth: 2, times: Infinity }, { kind: "error" });
      const options = { chunkSize: 64 };
      const code = await codeOf(student.walk(await opened(disk), SEGMENT, undefined, options));
      expect(code, "with a read failing").toBe("WAL_IO");
    },
  );
});

function isAt(walked: Walked | undefined, stop: string, end: number, lastSequence: number) {
  return walked?.stop === stop && walked.end === end && walked.lastSequence === lastSequence;
}

function isSeal(bytes: Uint8Array | undefined): boolean {
  return bytes?.[4] === 127;
}
