import type { WalRecord } from "@wal-labs/checksum";
import { LAST_OF_BATCH } from "@wal-labs/core";
import { describe, expect } from "vitest";
import { pipelined } from "../pipelined.ts";
import { plainSamples, RECORD_CODES, samples, stampAt } from "../sample-records.ts";
import { check } from "./check.ts";

const NOTHING = new Uint8Array(0);

describe("Exercise 1.2: records and frames", () => {
  check(
    "1.2-plain-records",
    {
      points: 2,
      rationale: "The ground for everything else: a record becomes a frame and comes back.",
      hints: ["Begin with put: type, key and value of the frame, and back."],
    },
    async ({ student, random }) => {
      for (const record of plainSamples(random)) {
        const entry = await student.fromFrame(await student.toFrame(record, stampAt(3)));
        expect(entry).toMatchObject({ sequence: 3, record });
      }
    },
  );

  check(
    "1.2-round-trip",
    {
      points: 4,
      rationale:
        "A log that changes what it is told is worse than none: whatever goes in comes out.",
      hints: [
        "Which of the samples comes back different: an empty value, or a text that is not ASCII?",
        "Sizes are bytes, not characters, and an empty value is a value.",
        "A TextDecoder drops a leading U+FEFF unless it is told `ignoreBOM: true`.",
      ],
    },
    async ({ student, random }) => {
      for (const record of samples(random)) {
        const stamp = stampAt(1 + random.below(1e6));
        const entry = await student.fromFrame(await student.toFrame(record, stamp));
        const { sequence, timestampMs } = stamp;
        expect(entry).toEqual({ sequence, timestampMs, record });
      }
    },
  );

  check(
    "1.2-codes",
    {
      points: 2,
      rationale: "The codes are on disk for ever: another program must be able to read this log.",
      hints: [
        "Compare your frames with the table in the chapter: code, key, value, transaction id.",
      ],
    },
    async ({ student, random }) => {
      for (const record of samples(random)) {
        const stamp = stampAt(9);
        const { key, value, ...fields } = await student.toFrame(record, stamp);
        const transactionId = "transactionId" in record ? record.transactionId : 0;
        const type = RECORD_CODES[record.type];
        expect(fields).toEqual({ ...stamp, type, flags: LAST_OF_BATCH, transactionId });
      }
    },
  );

  check(
    "1.2-unknown-type",
    {
      points: 2,
      rationale: "A record of a newer version that is skipped leaves a hole that nobody sees.",
      hints: [
        "What does your code do with a type that is in no row of the table?",
        "Both ways: `fromFrame` throws WAL_UNSUPPORTED, `toFrame` WAL_INVALID_ARGUMENT.",
      ],
      needs: ["1.2-plain-records"],
    },
    async ({ student }) => {
      const known = new Set<number>(Object.values(RECORD_CODES));
      const frame = await student.toFrame({ type: "ack", jobId: "job" }, stampAt(1));
      const unknown = Array.from({ length: 255 }, (_, index) => index + 1).filter(
        (type) => !known.has(type),
      );
      await pipelined(unknown, (type) =>
        expect(call(() => student.fromFrame({ ...frame, type }))).rejects.toMatchObject({
          code: "WAL_UNSUPPORTED",
        }),
      );
      for (const type of ["nonsense", "toString", "__proto__"]) {
        const record = { type } as unknown as WalRecord;
        await expect(call(() => student.toFrame(record, stampAt(1)))).rejects.toMatchObject({
          code: "WAL_INVALID_ARGUMENT",
        });
      }
    },
  );

  check(
    "1.2-nothing-dropped",
    {
      points: 2,
      rationale: "A field that the type does not have was written by a bug, or is damage: say so.",
      hints: [
        "A delete with a value, a commit with a key, a put with a transaction id: refuse them.",
      ],
      needs: ["1.2-plain-records"],
    },
    async ({ student, random }) => {
      const stray = random.bytes(3);
      const frameOf = (record: WalRecord) => student.toFrame(record, stampAt(4));
      const key = random.bytes(5);
      const strays = [
        { ...(await frameOf({ type: "delete", key })), value: stray },
        { ...(await frameOf({ type: "commit", transactionId: 2 })), key: stray },
        { ...(await frameOf({ type: "abort", transactionId: 2 })), value: stray },
        { ...(await frameOf({ type: "ack", jobId: "job" })), value: stray },
        { ...(await frameOf({ type: "put", key, value: key })), transactionId: 2 },
        { ...(await frameOf({ type: "commit", transactionId: 2 })), transactionId: 0 },
        { ...(await frameOf({ type: "ack", jobId: "job" })), key: Uint8Array.of(0xff, 0xfe) },
      ];
      for (const frame of strays) {
        await expect(call(() => student.fromFrame(frame))).rejects.toMatchObject({
          code: "WAL_CORRUPTED",
        });
      }
    },
  );

  check(
    "1.2-refuses-what-it-cannot-keep",
    {
      points: 1,
      rationale: "Refusing on the way in is the last moment at which the caller can still be told.",
      hints: ["A lone surrogate has no UTF-8; a transaction id is a positive safe integer."],
      needs: ["1.2-plain-records"],
    },
    async ({ student }) => {
      const records: WalRecord[] = [
        { type: "ack", jobId: "\ud800" },
        { type: "dead", jobId: "job", reason: "half a pair: \udc00" },
        { type: "commit", transactionId: 0 },
        { type: "commit", transactionId: -1 },
        { type: "abort", transactionId: 1.5 },
        { type: "transaction-put", transactionId: 2 ** 53, key: NOTHING, value: NOTHING },
        { type: "commit" } as WalRecord,
      ];
      for (const record of records) {
        await expect(call(() => student.toFrame(record, stampAt(1)))).rejects.toMatchObject({
          code: "WAL_INVALID_ARGUMENT",
        });
      }
      // A stray id may be refused or left out. What is taken must be read back.
      const stray = { type: "delete", key: NOTHING, transactionId: 7 } as WalRecord;
      const frame = await call(() => student.toFrame(stray, stampAt(1))).catch(() => undefined);
      if (frame) await student.fromFrame(frame);
    },
  );

  check(
    "1.2-owns-its-bytes",
    {
      points: 2,
      rationale:
        "The frame's buffer is used again for the next read; a record must not change then.",
      hints: [
        "`key` and `value` of a frame are views. Copy them: `new Uint8Array(bytes)`, not `subarray`.",
      ],
      needs: ["1.2-plain-records"],
    },
    async ({ student, reusing, random }) => {
      for (const record of samples(random)) {
        const frame = await student.toFrame(record, stampAt(3));
        const entry = await reusing.fromFrame(frame);
        expect(entry).toMatchObject({ record });
      }
    },
  );
});

/** The student's functions answer from another process, so what they throw arrives as a rejection. */
async function call<Result>(body: () => Result): Promise<Awaited<Result>> {
  return await body();
}
