import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { forgeHeader, frame, header, joined } from "../forged-log.ts";
import { inspect } from "../inspect.ts";
import { pipelined } from "../pipelined.ts";
import { put } from "../sample-records.ts";
import { check } from "./check.ts";

const PATH = "/log";

describe("Exercise 1.6: open refuses damage", () => {
  check(
    "1.6-refuses-what-is-not-its-own",
    {
      points: 2,
      rationale: "Appending to a photograph ruins the photograph; replaying it ruins the log.",
      hints: ["Magic, version and the header's own CRC: look at all three, before anything else."],
      needs: ["1.6-opens-a-sound-log"],
    },
    async ({ student, random }) => {
      const newer = header();
      newer[8] = 2;
      const wrongCrc = header();
      wrongCrc[50] = (wrongCrc[50] ?? 0) ^ 1;
      const files = [
        { bytes: random.bytes(300), code: "WAL_UNSUPPORTED" },
        { bytes: forgeHeader(newer), code: "WAL_UNSUPPORTED" },
        { bytes: wrongCrc, code: "WAL_CORRUPTED" },
        { bytes: header().subarray(0, 40), code: "WAL_CORRUPTED" },
      ];
      for (const { bytes, code } of files) {
        const disk = new SimDisk();
        disk.writeFile(PATH, bytes);
        await expect(student.LogFile.open(PATH, { fs: disk })).rejects.toMatchObject({ code });
        expect(disk.readFile(PATH), "the file is left as it was").toEqual(bytes);
      }
    },
  );

  check(
    "1.6-every-bit",
    {
      points: 4,
      rationale: "Any single bit of a log may rot. Not one may pass for what was written.",
      hints: [
        "Verify the checksum of each frame that you read, and the header's.",
        "The whole frame is covered: is your check looking at all of it, padding too?",
      ],
      needs: ["1.6-opens-a-sound-log", "1.7-on-disk"],
    },
    async ({ student, restart, random }) => {
      const whole = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: whole });
      await log.append({ type: "put", key: random.bytes(3), value: random.bytes(2) });
      const bytes = whole.readFile(PATH);
      const { LogFile } = await restart();
      const bits = Array.from({ length: bytes.length * 8 }, (_, bit) => bit);
      const codes = await pipelined(bits, (bit) => {
        const disk = new SimDisk();
        disk.writeFile(PATH, bytes);
        disk.flipBit(PATH, bit);
        return codeOf(LogFile.open(PATH, { fs: disk }));
      });
      const missed = codes.flatMap((code, bit) => (refused(code) ? [] : [`${bit}: ${code}`]));
      expect(missed, "flipped bits that open did not refuse").toEqual([]);
    },
  );

  check(
    "1.6-every-cut",
    {
      points: 3,
      rationale: "A file cut short is not a shorter log: part of a frame is no frame.",
      hints: [
        "What does your code take the missing bytes for, when the file ends inside a header?",
        "Only a file that ends where a frame ends is whole.",
      ],
      needs: ["1.6-opens-a-sound-log", "1.7-on-disk"],
    },
    async ({ student, restart, random }) => {
      const whole = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: whole });
      for (let index = 0; index < 2; index++) await log.append(put(random));
      const bytes = whole.readFile(PATH);
      const ends = inspect(bytes).frames.map(({ offset, size }) => offset + size);
      const { LogFile } = await restart();
      const cuts = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
      const torn = cuts.filter((size) => size !== 64 && !ends.includes(size));
      const codes = await pipelined(torn, (size) => {
        const disk = new SimDisk();
        disk.writeFile(PATH, bytes.subarray(0, size));
        return codeOf(LogFile.open(PATH, { fs: disk }));
      });
      const missed = torn.filter((_, index) => codes[index] !== "WAL_CORRUPTED");
      expect(missed, "sizes cut to that open did not refuse").toEqual([]);
    },
  );

  check(
    "1.6-zero-fill",
    {
      points: 2,
      rationale: "File systems hand out zeros for what was never written; zeros are not a record.",
      hints: ["Type 0 is invalid. What does your loop do when `parseFrame` says so?"],
      needs: ["1.6-opens-a-sound-log"],
    },
    async ({ student }) => {
      for (const size of [8, 48, 64, 512]) {
        const disk = new SimDisk();
        disk.writeFile(PATH, joined(header(), new Uint8Array(size)));
        const opening = student.LogFile.open(PATH, { fs: disk });
        await expect(opening).rejects.toMatchObject({ code: "WAL_CORRUPTED", sequence: 1 });
      }
    },
  );

  check(
    "1.6-sequence",
    {
      points: 2,
      rationale:
        "A frame may be whole and in the wrong place: doubled, missing, or from elsewhere.",
      hints: ["The checksum is right. Is the sequence the one that must come next?"],
      needs: ["1.6-opens-a-sound-log"],
    },
    async ({ student }) => {
      for (const sequences of [[2], [1, 1], [1, 3], [2, 1], [1, 2, 4]]) {
        const disk = new SimDisk();
        disk.writeFile(PATH, joined(header(), ...sequences.map((sequence) => frame({ sequence }))));
        const opening = student.LogFile.open(PATH, { fs: disk });
        await expect(opening).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
      }
    },
  );

  check(
    "1.6-absurd-size",
    {
      points: 2,
      rationale: "Four damaged bytes can ask for four gigabytes. Check before you allocate.",
      hints: ["`parseFrame` takes the limit as its third argument; `maxRecordSize` is that limit."],
      needs: ["1.6-opens-a-sound-log"],
    },
    async ({ student, random }) => {
      for (const [offset, size] of [
        [8, 0xffffffff],
        [12, 0xffffffff],
        [12, 0x7fff_fff0],
        [12, 65],
      ] as const) {
        const damaged = frame({ key: random.bytes(1), value: random.bytes(1) });
        new DataView(damaged.buffer).setUint32(offset, size, true);
        const disk = new SimDisk();
        disk.writeFile(PATH, joined(header(), damaged, new Uint8Array(256)));
        const opening = student.LogFile.open(PATH, { fs: disk, maxRecordSize: 64 });
        await expect(opening).rejects.toMatchObject({ code: "WAL_CORRUPTED", sequence: 1 });
        const largest = Math.max(...disk.log.map(({ operation }) => operation.size ?? 0));
        expect(largest, "the largest read").toBeLessThanOrEqual(4096);
      }
    },
  );

  check(
    "1.6-frame-in-a-value",
    {
      points: 2,
      rationale:
        "A value may hold the bytes of a frame. A search for the next frame would find it.",
      hints: ["A damaged frame is refused where it stands; do not go looking for the next one."],
      needs: ["1.6-opens-a-sound-log"],
    },
    async ({ student, random }) => {
      const inner = frame({ sequence: 1, key: random.bytes(8), value: random.bytes(8) });
      const outer = frame({ sequence: 1, key: random.bytes(8), value: inner });
      outer[4] = 99; // the checksum no longer matches
      const disk = new SimDisk();
      disk.writeFile(PATH, joined(header(), outer, frame({ sequence: 2 })));
      const damage = { code: "WAL_CORRUPTED", sequence: 1, offset: 64 };
      await expect(student.LogFile.open(PATH, { fs: disk })).rejects.toMatchObject(damage);
    },
  );
});

function refused(code: unknown): boolean {
  return code === "WAL_CORRUPTED" || code === "WAL_UNSUPPORTED";
}
