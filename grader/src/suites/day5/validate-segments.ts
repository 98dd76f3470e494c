import { describe, expect } from "vitest";
import { DIRECTORY, pathOf, range } from "../day3/check.ts";
import { damagedAt, diskOf, forgedCheckpoint } from "../day3/forged-segments.ts";
import { record } from "../day3/segments.ts";
import { underWay } from "../day4/check.ts";
import { check, opened } from "./check.ts";
import { expectOnlyRead } from "./dumped.ts";
import { alone, forgedFile, logOf, reforged } from "./forged-records.ts";
import { growingLog } from "./growing.ts";

describe("Exercise 5.7: validate, all of a log", () => {
  check(
    "5.7-segments-in-place",
    {
      points: 2,
      rationale: "Each segment may be whole, and the log has a hole.",
      hints: [
        "A missing segment, a gap in the sequences, a segment of another log: corrupt.",
        "Where a segment is not in its place, the damage starts at its beginning.",
      ],
      needs: ["5.7-corrupt"],
    },
    async ({ student, random }) => {
      const [one, two, three] = logOf(random, [4, 3, 2]);
      if (!three) return;
      const gap = forgedFile(alone([record(random)]), { number: 2, firstSequence: 6 });
      const stranger = two.bytes.slice();
      stranger.set(random.bytes(16), 32);
      const rows = [
        { files: [one, three], number: 3, bytes: three.end },
        { files: [one, gap], number: 2, bytes: gap.end },
        { files: [one, { number: 2, bytes: reforged(stranger) }], number: 2, bytes: two.end },
        {
          files: [one, { number: 2, bytes: damagedAt(two.bytes, 25) }, three],
          number: 2,
          bytes: two.end,
        },
      ];
      for (const { files, number, bytes } of rows) {
        const found = await student.validate(DIRECTORY, { fs: diskOf(files) });
        const place = { segment: pathOf(number).slice(5), offset: 0, affectedBytes: bytes };
        const facts = { kind: "corrupt", segments: files.length, lastSequence: 4, sequence: 5 };
        expect(found).toMatchObject({ ...facts, ...place });
      }
    },
  );

  check(
    "5.7-checkpoint",
    {
      points: 1,
      rationale:
        "A checkpoint vouches for all records up to it. A log that ends before it has lost some.",
      hints: [
        "A damaged checkpoint is damage of its own file, and no missing checkpoint.",
        "Records at or below the checkpoint may be gone; a log may begin behind it.",
      ],
      needs: ["5.7-segments-in-place"],
    },
    async ({ student, random }) => {
      const [one, two] = logOf(random, [4, 3]);
      const verdict = async (
        files: readonly { readonly number: number; readonly bytes: Uint8Array }[],
        checkpoint: Uint8Array,
      ) => student.validate(DIRECTORY, { fs: diskOf([...files], { checkpoint }) });
      const sound = forgedCheckpoint({ sequence: 4 });
      const clean = { kind: "clean", segments: 1, lastSequence: 7 };
      expect(await verdict([two], sound), "a cleaned log").toMatchObject(clean);
      const damaged = await verdict([one, two], damagedAt(sound, 80));
      const facts = { kind: "corrupt", segments: 2, segment: "checkpoint" };
      expect(damaged, "a damaged checkpoint").toMatchObject(facts);
      const short = await verdict([one], forgedCheckpoint({ sequence: 6 }));
      const lost = { kind: "corrupt", lastSequence: 4, sequence: 5, segments: 1 };
      expect(short, "a log that ends before its checkpoint").toMatchObject(lost);
      const torn = { number: 2, bytes: two.bytes.subarray(0, two.end - 9) };
      const late = await verdict([one, torn], forgedCheckpoint({ sequence: 7 }));
      const cut = { kind: "corrupt", lastSequence: 6, sequence: 7, segments: 2 };
      expect(late, "one that is torn before its checkpoint").toMatchObject(cut);
      const early = await verdict([one, torn], sound);
      expect(early, "one that is torn behind its checkpoint").toMatchObject({ kind: "torn" });
    },
  );

  check(
    "5.7-only-reads",
    {
      points: 1,
      rationale: "Whoever asks what is wrong does not want it repaired under their hands.",
      hints: ['Open with `"r"`. No recovery, no lock, and leftovers stay.'],
      needs: ["5.7-corrupt"],
    },
    async ({ student, random }) => {
      const [one, two] = logOf(random, [4, 3]);
      const torn = { number: 2, bytes: two.bytes.subarray(0, two.end - 10) };
      const damaged = { number: 1, bytes: damagedAt(one.bytes, 100) };
      for (const files of [
        [one, two],
        [one, torn],
        [damaged, two],
      ]) {
        const disk = diskOf(files, { "0000000000000009.wal.tmp": random.bytes(9) });
        const { digest } = disk;
        for (const path of [DIRECTORY, pathOf(1)]) await student.validate(path, { fs: disk });
        expectOnlyRead(disk, { digest });
      }
    },
  );

  check(
    "5.7-beside-a-writer",
    {
      points: 1,
      rationale:
        "An alarm about a log that is only being written is an alarm nobody believes again.",
      hints: [
        "Between two reads a batch may become whole, and the next one vouch for it.",
        "Look again before you say corrupt: real damage is in the same place twice.",
      ],
      needs: ["5.7-corrupt"],
    },
    async ({ student, interleavings, random }) => {
      for (let read = 1, hasGrown = true; hasGrown; read++) {
        for (const path of [DIRECTORY, pathOf(1)]) {
          const growing = growingLog(random, read);
          const { kind } = await student.validate(path, { fs: growing.disk });
          expect(kind, `of a log that grows before read ${read}`).not.toBe("corrupt");
          hasGrown = growing.hasGrown();
        }
      }
      await interleavings({
        runs: 4,
        run: async (start, disk) => {
          const student = await start();
          const log = await opened(student, disk, { segmentSize: 64 + 3 * 96 + 48 });
          const batch = (size: number) => log.appendBatch(range(1, size).map(() => record(random)));
          await batch(2);
          const calls = [batch(3), batch(1), batch(2), log.setCheckpoint({ sequence: 2 })];
          const cleaning = underWay(Promise.all(calls).then(() => log.clean()));
          const found = await student.validate(DIRECTORY, { fs: disk });
          await cleaning;
          expect(found.kind, JSON.stringify(found)).not.toBe("corrupt");
          await log.close();
          const closed = await student.validate(DIRECTORY, { fs: disk });
          expect(closed).toMatchObject({ kind: "clean", lastSequence: 8, sealed: true });
        },
      });
    },
  );
});
