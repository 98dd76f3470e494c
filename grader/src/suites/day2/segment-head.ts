import { describe, expect } from "vitest";
import { forgeHeader, header, joined } from "../forged-log.ts";
import { pipelined } from "../pipelined.ts";
import {
  check,
  damagedAt,
  diskWith,
  fileOf,
  logOf,
  opened,
  PATH,
  putFrame,
  range,
} from "./check.ts";

describe("Exercise 2.4: how a segment begins", () => {
  check(
    "2.4-cut-short-headers",
    {
      points: 3,
      rationale:
        "A crash while the log was created leaves part of a header. Nothing is lost by it.",
      hints: [
        "Frames are written once the header is durable: at most 64 bytes is a creation cut short.",
        "The size came through and the bytes did not: 64 zeros.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const whole = header();
      const torn = [
        ...range(1, 63).map((size) => whole.subarray(0, size)),
        ...range(1, 64).map((size) => new Uint8Array(size)),
        ...range(4, 63).map((offset) => damagedAt(whole, offset)),
        joined(whole.subarray(0, 32), random.bytes(32)),
        joined(whole.subarray(0, 20), new Uint8Array(44)),
        ...range(1, 3).map((size) => random.bytes(size)),
      ];
      const found = await pipelined(torn, async (bytes) => student.diagnose(await fileOf(bytes)));
      const wrong = found.filter(({ kind, end, lastSequence }) => {
        return kind !== "torn" || end !== 0 || lastSequence !== 0;
      });
      expect(wrong, "headers cut short that were judged otherwise").toEqual([]);
    },
  );

  check(
    "2.4-damaged-headers",
    {
      points: 2,
      rationale: "Frames follow, so the header had been durable: no crash has done this.",
      hints: [
        "The header's own CRC, each bit of it, before any of its fields is believed.",
        "Without the magic it is no segment of ours; with it, it is one of ours that is damaged.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const bytes = logOf(putFrame(random, 1));
      const bits = range(0, 64 * 8 - 1);
      const found = await pipelined(bits, async (bit) => {
        const disk = diskWith(bytes);
        disk.flipBit(PATH, bit);
        return student.diagnose(await opened(disk));
      });
      const missed = bits.filter((bit, index) => {
        return found[index]?.kind !== (bit < 32 ? "foreign" : "corrupt");
      });
      expect(missed, "flipped bits of the header that were judged otherwise").toEqual([]);
    },
  );

  check(
    "2.4-not-its-own",
    {
      points: 2,
      rationale:
        "Recovering a photograph ruins the photograph; reading tomorrow's format, the log.",
      hints: [
        "The magic first, then the CRC, then the version.",
        "Short files can be someone else's, too: a note of twelve bytes is no torn log.",
      ],
      needs: ["2.4-sound-logs"],
    },
    async ({ student, random }) => {
      const newer = header();
      newer[8] = 2;
      forgeHeader(newer);
      const files = [
        { bytes: joined(Uint8Array.of(1), random.bytes(300)), kind: "foreign" },
        { bytes: new TextEncoder().encode("hello, world"), kind: "foreign" },
        { bytes: new Uint8Array(64).fill(9), kind: "foreign" },
        { bytes: newer, kind: "newer" },
        { bytes: joined(newer, putFrame(random, 1)), kind: "newer" },
      ];
      for (const { bytes, kind } of files) {
        const facts = { kind, end: 0, lastSequence: 0, tail: "none" };
        const options = { knownDurable: 1, isLast: false };
        expect(await student.diagnose(await fileOf(bytes))).toMatchObject(facts);
        expect(await student.diagnose(await fileOf(bytes), options)).toMatchObject(facts);
      }
    },
  );
});
