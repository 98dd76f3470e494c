import type { Random } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { forgeHeader, header, joined, seal } from "../forged-log.ts";
import { check, damagedAt, diskWith, logOf, PATH, putFrame, putFrames } from "./check.ts";

describe("Exercise 2.5: recover by policy", () => {
  check(
    "2.5-refuses",
    {
      points: 2,
      rationale: "Cutting at the damage makes a log that opens, and a loss that nobody sees.",
      hints: [
        "First the verdict, then the policy, then the first change to the file.",
        "The error says which record should stand where: `lastSequence + 1`, at `end`.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      for (const { bytes, refusal, options } of refusedLogs(random)) {
        const disk = diskWith(bytes);
        const { digest } = disk;
        const recovering = student.recover(PATH, { ...options, fs: disk });
        await expect(recovering).rejects.toMatchObject(refusal);
        expect(disk.digest === digest, "a refused log keeps every byte").toBe(true);
        expect(disk.openHandles, "files left open").toBe(0);
      }
    },
  );

  check(
    "2.5-absolute",
    {
      points: 1,
      rationale:
        "Some logs end with a seal or not at all: their owners want to hear of any damage.",
      hints: [
        "`absolute` refuses a torn tail as if it were corrupt, and nothing else is different.",
      ],
      needs: ["2.5-cuts-a-torn-tail"],
    },
    async ({ student, random }) => {
      const whole = logOf(...putFrames(random, 2));
      const disk = diskWith(joined(whole, putFrame(random, 3).subarray(0, 40)));
      const { digest } = disk;
      const recovering = student.recover(PATH, { fs: disk, policy: "absolute" });
      const facts = { code: "WAL_CORRUPTED", sequence: 3, offset: whole.length };
      await expect(recovering).rejects.toMatchObject(facts);
      expect(disk.digest === digest, "a refused log keeps every byte").toBe(true);
      const recovery = await student.recover(PATH, { fs: diskWith(whole), policy: "absolute" });
      expect(recovery).toMatchObject({ kind: "clean", lastSequence: 2 });
    },
  );

  check(
    "2.5-point-in-time",
    {
      points: 1,
      rationale:
        "Sometimes a state of yesterday is worth more than none; the owner decides, not the log.",
      hints: [
        "The damage does not matter any more: what follows it is kept aside and cut off.",
        "Without its header nothing in the file can be believed: refuse.",
      ],
      needs: ["2.5-cuts-a-torn-tail"],
    },
    async ({ student, random }) => {
      const whole = logOf(putFrame(random, 1));
      const rest = joined(damagedAt(putFrame(random, 2), 50), putFrame(random, 3), seal(4));
      const policy = "point-in-time";
      for (const tail of [rest, putFrame(random, 3), rest.subarray(0, 20)]) {
        const disk = diskWith(joined(whole, tail));
        const recovery = await student.recover(PATH, { fs: disk, policy });
        const kind = tail.length === 20 ? "torn" : "corrupt";
        expect(recovery).toMatchObject({ kind, lastSequence: 1, droppedBytes: tail.length });
        expect(disk.readFile(PATH)).toEqual(whole);
        expect(disk.readFile(recovery.keptAt ?? "")).toEqual(tail);
      }
      const disk = diskWith(joined(damagedAt(header(), 20), rest));
      const { digest } = disk;
      const refused = student.recover(PATH, { fs: disk, policy });
      await expect(refused).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
      expect(disk.digest === digest, "a refused log keeps every byte").toBe(true);
    },
  );
});

/** Logs that nobody may touch, and how they are to be refused. */
function refusedLogs(random: Random) {
  const [one, two, three] = putFrames(random, 3) as [Uint8Array, Uint8Array, Uint8Array];
  const end = 64 + one.length;
  const newer = forgeHeader(header().with(8, 2));
  const corrupt = { code: "WAL_CORRUPTED", sequence: 2, offset: end };
  return [
    { bytes: logOf(one, damagedAt(two, 49), three), refusal: corrupt },
    { bytes: logOf(one, three), refusal: corrupt },
    { bytes: logOf(one), refusal: corrupt, options: { knownDurable: 2 } },
    { bytes: logOf(one, two.subarray(0, 9)), refusal: corrupt, options: { isLast: false } },
    { bytes: logOf(one, two.subarray(0, 9)), refusal: corrupt, options: { knownDurable: 2 } },
    {
      bytes: joined(damagedAt(header(), 30), one),
      refusal: { code: "WAL_CORRUPTED" },
    },
    { bytes: random.bytes(300).with(0, 1), refusal: { code: "WAL_UNSUPPORTED" } },
    { bytes: joined(newer, one), refusal: { code: "WAL_UNSUPPORTED" } },
  ];
}
