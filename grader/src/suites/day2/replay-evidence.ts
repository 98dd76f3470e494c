import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { forgeHeader, frame, header, joined, seal } from "../forged-log.ts";
import { check, damagedAt, diskWith, logOf, putFrame, putFrames, range } from "./check.ts";
import { collect } from "./collect.ts";

describe("Exercise 2.6: what a replay believes", () => {
  check(
    "2.6-after-a-snapshot",
    {
      points: 2,
      rationale: "What the snapshot holds already, must not happen again.",
      hints: ["Hand over what has a sequence above `after`, also in the middle of a batch."],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const frames = [putFrame(random, 1), putFrame(random, 2, { flags: 0 }), putFrame(random, 3)];
      const bytes = logOf(...frames, seal(4));
      for (const after of range(0, 3)) {
        const { sequences, replayed } = await collect(student, diskWith(bytes), { after });
        expect(sequences).toEqual(range(after + 1, 3));
        expect(replayed).toMatchObject({ kind: "clean", lastSequence: 3 });
      }
    },
  );

  check(
    "2.6-what-the-snapshot-proves",
    {
      points: 2,
      rationale:
        "The snapshot holds record 7, so the log had it: a log without it has lost something.",
      hints: [
        "`after` is evidence: the log once reached that far.",
        "A log that begins at 12 says nothing of 8 to 11.",
      ],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 3));
      const late = joined(header({ firstSequence: 5 }), putFrame(random, 5), putFrame(random, 6));
      const torn = whole.subarray(0, -2);
      const refused = [
        [whole, { after: 4 }, 4],
        [whole, { knownDurable: 5, after: 1 }, 4],
        [torn, { after: 3 }, 3],
        [undefined, { after: 1 }, 1],
        [late, {}, 1],
        [late, { after: 3 }, 4],
      ] as const;
      for (const [bytes, options, sequence] of refused) {
        const disk = bytes ? diskWith(bytes) : new SimDisk();
        const facts = { code: "WAL_CORRUPTED", sequence };
        await expect(collect(student, disk, options)).rejects.toMatchObject(facts);
        expect(disk.openHandles, "files left open").toBe(0);
      }
      const { sequences } = await collect(student, diskWith(late), { after: 4 });
      expect(sequences).toEqual([5, 6]);
    },
  );

  check(
    "2.6-refuses",
    {
      points: 2,
      rationale: "A hole in the middle, replayed as if it were the end, is a state that never was.",
      hints: [
        "The diagnosis comes with the walk; refuse what the policy does not allow.",
        "A type you do not know was written by somebody who does: refuse, do not skip.",
      ],
      needs: ["2.6-in-order"],
    },
    async ({ student, random }) => {
      const [one, two, three] = putFrames(random, 3) as [Uint8Array, Uint8Array, Uint8Array];
      const unknown = frame({ sequence: 2, type: 77 });
      const hole = { code: "WAL_CORRUPTED", sequence: 2, offset: 64 + one.length };
      const refused = [
        [logOf(one, damagedAt(two, 51), three), hole],
        [logOf(one, three), hole],
        [joined(damagedAt(header(), 30), one), { code: "WAL_CORRUPTED" }],
        [joined(forgeHeader(header().with(8, 2)), one), { code: "WAL_UNSUPPORTED" }],
        [random.bytes(300).with(0, 1), { code: "WAL_UNSUPPORTED" }],
        [logOf(one, unknown, three), { code: "WAL_UNSUPPORTED" }],
      ] as const;
      for (const [bytes, refusal] of refused) {
        const disk = diskWith(bytes);
        await expect(collect(student, disk)).rejects.toMatchObject(refusal);
        expect(disk.openHandles, "files left open").toBe(0);
      }
    },
  );
});
