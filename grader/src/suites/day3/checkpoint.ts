import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { inspect } from "../inspect.ts";
import { pipelined } from "../pipelined.ts";
import { check, DIRECTORY, range } from "./check.ts";
import { forgedCheckpoint } from "./forged-segments.ts";

const PATH = `${DIRECTORY}/checkpoint`;

describe("Exercise 3.7: the checkpoint's file", () => {
  check(
    "3.7-round-trip",
    {
      points: 1,
      rationale: "What a checkpoint says must come back after a restart, to the byte.",
      hints: ["No file: no checkpoint, which is no error. Any snapshot, even an empty one."],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      await disk.mkdir(DIRECTORY);
      const { readCheckpoint } = await restart();
      expect(await readCheckpoint(disk, DIRECTORY)).toBeUndefined();
      for (const size of [0, 1, 300, 100_000]) {
        const checkpoint = {
          sequence: random.below(1e9),
          highestFinished: random.below(1e9),
          snapshot: random.bytes(size),
          logId: random.bytes(16),
        };
        await student.writeCheckpoint(disk, DIRECTORY, checkpoint);
        expect(await readCheckpoint(disk, DIRECTORY)).toEqual(checkpoint);
        expect(disk.openHandles, "files left open").toBe(0);
      }
    },
  );

  check(
    "3.7-bytes",
    {
      points: 1,
      rationale: "It is a segment with one record, so that whatever reads segments can read it.",
      hints: [
        "A header whose first sequence is one more than the checkpoint's, with the log's id.",
        "One put: no key, the snapshot for a value, the highest finished for a transaction id.",
      ],
      needs: ["3.7-round-trip"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      await disk.mkdir(DIRECTORY);
      const [snapshot, logId] = [random.bytes(70), random.bytes(16)];
      const checkpoint = { sequence: 41, highestFinished: 6, snapshot, logId };
      await student.writeCheckpoint(disk, DIRECTORY, checkpoint);
      const { header, frames, tailSize } = inspect(disk.readFile(PATH));
      expect(header).toMatchObject({ firstSequence: 42, logId });
      const fields = { type: 1, flags: 1, transactionId: 6, sequence: 42, value: snapshot };
      expect(frames).toMatchObject([{ ...fields, key: new Uint8Array(0) }]);
      expect(tailSize, "bytes behind the frame").toBe(0);
      disk.writeFile(PATH, forgedCheckpoint({ ...checkpoint, sequence: 0, highestFinished: 0 }));
      const forged = { sequence: 0, highestFinished: 0, snapshot, logId };
      expect(await student.readCheckpoint(disk, DIRECTORY)).toEqual(forged);
    },
  );

  check(
    "3.7-damaged",
    {
      points: 2,
      rationale:
        "A damaged checkpoint that counts as none makes a log with holes look like one from the start.",
      hints: [
        "Verify the header and the frame, as of any segment. Only ENOENT means that there is none.",
      ],
      needs: ["3.7-round-trip"],
    },
    async ({ student, restart, random }) => {
      const whole = forgedCheckpoint({ sequence: 9, snapshot: random.bytes(21) });
      const { readCheckpoint } = await restart();
      const diskWith = (bytes: Uint8Array) => {
        const disk = new SimDisk();
        disk.writeFile(PATH, bytes);
        return disk;
      };
      expect(await student.readCheckpoint(diskWith(whole), DIRECTORY)).toMatchObject({
        sequence: 9,
      });
      const bits = range(0, whole.length * 8 - 1).filter((bit) => bit % 3 === 0);
      const flipped = await pipelined(bits, (bit) => {
        const disk = diskWith(whole);
        disk.flipBit(PATH, bit);
        return codeOf(readCheckpoint(disk, DIRECTORY));
      });
      const missed = bits.filter((_, index) => !isRefusal(flipped[index]));
      expect(missed, "flipped bits that were not refused").toEqual([]);
      const sizes = range(0, whole.length - 1).filter((size) => size % 5 === 0);
      const cut = await pipelined(sizes, (size) =>
        codeOf(readCheckpoint(diskWith(whole.subarray(0, size)), DIRECTORY)),
      );
      const taken = sizes.filter((_, index) => !isRefusal(cut[index]));
      expect(taken, "sizes cut to that were not refused").toEqual([]);
      for (const kind of ["open", "read"] as const) {
        const disk = diskWith(whole);
        disk.inject({ kind }, { kind: "error" });
        expect(await codeOf(readCheckpoint(disk, DIRECTORY)), `with ${kind} failing`).toBe(
          "WAL_IO",
        );
        expect(disk.openHandles, "files left open").toBe(0);
      }
    },
  );
});

function isRefusal(code: unknown): boolean {
  return code === "WAL_CORRUPTED" || code === "WAL_UNSUPPORTED";
}
