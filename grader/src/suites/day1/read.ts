import { viewOf } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { plainSamples, put } from "../sample-records.ts";
import { check } from "./check.ts";

const PATH = "/log";
const NOTHING = new Uint8Array(0);

describe("Exercise 1.8: read by position", () => {
  check(
    "1.8-by-position",
    {
      points: 4,
      rationale:
        "A Bitcask store keeps only positions in memory: the log is where its values live.",
      hints: ["The frame at the offset, verified, its sequence compared, turned into an entry."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk({ strict: true });
      const log = await student.LogFile.open(PATH, { fs: disk, sync: "manual" });
      const records = plainSamples(random);
      const positions = [];
      for (const record of records) positions.push(await log.append(record));
      const again = await (await restart()).LogFile.open(PATH, {
        fs: disk.crash({ kind: "process" }),
      });
      for (const [index, position] of [...positions.entries()].reverse()) {
        const expected = { sequence: index + 1, record: records[index] };
        expect(await log.read(position)).toMatchObject(expected);
        expect(await again.read(position)).toMatchObject(expected);
      }
    },
  );

  check(
    "1.8-large-records",
    {
      points: 2,
      rationale: "Buffers grow; what was in them before must come along.",
      hints: ["Records larger than whatever you read at once: which of their bytes are wrong?"],
      needs: ["1.8-by-position"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk, sync: "manual" });
      for (const size of [4096, 65_536, 65_537, 1_000_000]) {
        const written = put(random, size);
        const { record } = await log.read(await log.append(written));
        const value = "value" in record ? record.value : NOTHING;
        const same = Buffer.compare(value, written.value) === 0;
        expect(same, `a value of ${size} bytes comes back as it was`).toBe(true);
      }
    },
  );

  check(
    "1.8-refuses-nowhere",
    {
      points: 2,
      rationale: "A position is a number that came from somewhere: from another log, from a bug.",
      hints: [
        "Behind the end, before the first frame, or no whole number: WAL_INVALID_ARGUMENT.",
        "Inside a frame: its bytes do not verify.",
      ],
      needs: ["1.8-by-position"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      const position = await log.append(put(random));
      const end = position.offset + position.size;
      for (const offset of [0, -8, end, end + 64, 64.5, Number.NaN, 2 ** 60]) {
        const reading = log.read({ ...position, offset });
        await expect(reading, `offset ${offset}`).rejects.toMatchObject({
          code: "WAL_INVALID_ARGUMENT",
        });
      }
      const inside = { ...position, offset: position.offset + 8 };
      await expect(log.read(inside)).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
      const wrong = { ...position, sequence: 2 };
      await expect(log.read(wrong)).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
    },
  );

  check(
    "1.8-verifies",
    {
      points: 2,
      rationale: "Bytes rot between the day they are written and the day they are read.",
      hints: ["Reading by position verifies the checksum too, each time."],
      needs: ["1.8-by-position"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk });
      await log.append(put(random));
      const position = await log.append(put(random));
      const stored = viewOf(disk.readFile(PATH)).getUint32(position.offset, true);
      disk.flipBit(PATH, (position.offset + 48) * 8);
      const facts = { sequence: 2, offset: position.offset, code: "WAL_CORRUPTED" };
      const cause = { code: "WAL_CHECKSUM_MISMATCH", sequence: 2, expected: stored };
      await expect(log.read(position)).rejects.toMatchObject({ ...facts, cause });
    },
  );
});
