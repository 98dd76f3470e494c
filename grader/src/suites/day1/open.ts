import {
  encodeFrame,
  encodeSegmentHeader,
  type Frame,
  LAST_OF_BATCH,
  SEGMENT_CRC_OFFSET,
} from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { SandboxError } from "../../sandbox/errors.ts";
import { forge, inspect } from "../inspect.ts";
import { pipelined } from "../pipelined.ts";
import { check, put, stampAt } from "./check.ts";

const PATH = "/log";
const NOTHING = new Uint8Array(0);

describe("Exercise 1.6: open", () => {
  check(
    "1.6-opens-a-sound-log",
    {
      points: 3,
      rationale: "Refusing everything is safe, and no use to anyone.",
      hints: [
        "A header and valid frames in sequence: nothing here is wrong. What does open object to?",
      ],
    },
    async ({ student }) => {
      const disk = new SimDisk();
      const frames = [1, 2, 3].map((sequence) =>
        frame({ sequence, key: NOTHING, value: header() }),
      );
      disk.writeFile(PATH, joined(header(), ...frames));
      const log = await student.LogFile.open(PATH, { fs: disk });
      expect(await log.lastSequence).toBe(3);
    },
  );

  check(
    "1.6-creates",
    {
      points: 3,
      rationale: "The header says whose file this is; a log without one cannot be told from noise.",
      hints: [
        "An empty file is a new log: it gets 64 bytes of header, stamped from byte 4 on.",
        "Log id and salt are random: two logs never share them.",
      ],
    },
    async ({ student }) => {
      const headers = [];
      for (const path of ["/first", "/second"]) {
        const disk = new SimDisk();
        const log = await student.LogFile.open(path, { fs: disk });
        expect(await log.lastSequence).toBe(0);
        const { header, tailSize } = inspect(disk.readFile(path));
        expect(header).toMatchObject({ segmentNumber: 1, firstSequence: 1 });
        expect(tailSize).toBe(0);
        headers.push(header);
      }
      const [first, second] = headers;
      expect(first?.logId).not.toEqual(second?.logId);
      expect(first?.salt).not.toBe(second?.salt);
    },
  );

  check(
    "1.6-durable-when-open",
    {
      points: 4,
      invariant: "O2",
      rationale: "A log whose name is lost takes every acknowledged record in it along.",
      hints: [
        "Syncing a file says nothing about its name.",
        "`syncDirectory(fs, directoryOf(path))`, after the file itself, before open resolves.",
      ],
      needs: ["1.6-creates"],
    },
    async ({ student, crashes }) => {
      await crashes({
        workload: async (disk, journal) => {
          await student.LogFile.open(PATH, { fs: disk });
          journal.acknowledge("the log is open");
        },
        recover: async (restarted, disk, journal) => {
          if (journal.acknowledged.length === 0) return "nothing was promised yet";
          expect(await disk.readdir("/"), "the names on the disk").toContain("log");
          const log = await restarted.LogFile.open(PATH, { fs: disk });
          return `an open log, last sequence ${await log.lastSequence}`;
        },
      });
    },
  );

  check(
    "1.6-continues",
    {
      points: 3,
      rationale: "A sequence that starts again gives two records one number; one of them is lost.",
      hints: ["Read what is there from end to end; the next sequence is one more than the last."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const count = 2 + random.below(5);
      const log = await student.LogFile.open(PATH, { fs: disk });
      for (let index = 0; index < count; index++) await log.append(put(random));
      await log.close();
      const closed = disk.readFile(PATH).slice();
      for (let opening = 0; opening < 2; opening++) {
        const again = await (await restart()).LogFile.open(PATH, { fs: disk });
        expect(await again.lastSequence).toBe(count);
        await again.close();
        expect(disk.readFile(PATH), "opening and closing changes nothing").toEqual(closed);
      }
      const last = await (await restart()).LogFile.open(PATH, { fs: disk });
      expect(await last.append(put(random))).toMatchObject({ sequence: count + 1 });
    },
  );

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

  check(
    "1.6-syncs-what-it-reads",
    {
      points: 2,
      invariant: "O9",
      rationale:
        "The process that wrote these bytes died before its fsync: they are in memory only, and " +
        "whoever shows them makes a promise that nobody kept.",
      hints: ["After reading, before open resolves: `datasync`."],
      needs: ["1.7-on-disk"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await student.LogFile.open(PATH, { fs: disk, sync: "manual" });
      const position = await log.append(put(random));
      const afterKill = disk.crash({ kind: "process" });
      await (await restart()).LogFile.open(PATH, { fs: afterKill });
      const afterPowerLoss = afterKill.crash({ kind: "power", fates: "old" });
      const last = await (await restart()).LogFile.open(PATH, { fs: afterPowerLoss });
      expect(await last.lastSequence).toBe(position.sequence);
    },
  );

  check(
    "1.6-leaks-nothing",
    {
      points: 2,
      rationale: "A server that leaks one file on each failed open stops after a thousand.",
      hints: [
        "On each way out of open but the good one: close the handle, rethrow the first error.",
      ],
      needs: ["1.6-creates"],
    },
    async ({ student }) => {
      const clean = new SimDisk();
      await student.LogFile.open(PATH, { fs: clean });
      for (let operation = 1; operation <= clean.log.length; operation++) {
        const disk = new SimDisk();
        disk.inject({ operation }, { kind: "error" });
        const code = await codeOf(student.LogFile.open(PATH, { fs: disk }));
        if (code === undefined) continue;
        expect(code, `with call ${operation} failing`).toBe("WAL_IO");
        expect(disk.openHandles, `files left open when call ${operation} fails`).toBe(0);
      }
    },
  );
});

function header(): Uint8Array {
  const logId = new Uint8Array(16).fill(7);
  const fields = { segmentSizeLimit: 0, segmentNumber: 1, firstSequence: 1, logId, salt: 5 };
  return forgeHeader(encodeSegmentHeader(fields));
}

function forgeHeader(bytes: Uint8Array): Uint8Array {
  forge(bytes.subarray(SEGMENT_CRC_OFFSET), 0);
  return bytes;
}

function frame(fields: Partial<Frame>): Uint8Array {
  const defaults = {
    type: 1,
    flags: LAST_OF_BATCH,
    transactionId: 0,
    key: NOTHING,
    value: NOTHING,
  };
  const { sequence = 1 } = fields;
  return forge(encodeFrame({ ...defaults, ...stampAt(sequence), ...fields }), 5);
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function refused(code: unknown): boolean {
  return code === "WAL_CORRUPTED" || code === "WAL_UNSUPPORTED";
}

/** The code that a call fails with; undefined when it does not fail. */
async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: { code?: unknown }) => {
      if (error instanceof SandboxError) throw error;
      return error.code;
    },
  );
}
