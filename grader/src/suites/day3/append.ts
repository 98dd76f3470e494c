import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { put, samples } from "../sample-records.ts";
import { check, filesOn, opened, RECORD_SIZE, range, SEGMENT_SIZE } from "./check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "./segments.ts";

const SEAL_SIZE = 48;

describe("Exercise 3.6: append", () => {
  check(
    "3.6-on-disk",
    {
      points: 2,
      rationale:
        "The ground for everything else: one log in many files, whose numbers never restart.",
      hints: [
        "The next segment begins with the next sequence, and says so in its header.",
        "Frames are as on day 1, stamped with the salt of their own segment.",
      ],
      needs: ["3.5-creates"],
    },
    async ({ student, reusing, random }) => {
      for (const submission of [student, reusing]) {
        const disk = new SimDisk();
        const log = await opened(submission, disk, { segmentSize: 400 });
        const last = put(random);
        const records = [...samples(random), last];
        const positions = [];
        for (const each of records) positions.push(await log.append(each));
        const frames = expectOneLog(segmentsOn(disk));
        expect(frames.map(({ sequence }) => sequence)).toEqual(range(1, records.length));
        expect(positions.map(({ offset, size }) => [offset, size])).toEqual(
          frames.map(({ offset, size }) => [offset, size]),
        );
        expect(frames.at(-1)).toMatchObject({ type: 1, key: last.key, value: last.value });
        expect(await log.lastSequence).toBe(records.length);
        expect(await log.segments).toEqual(
          segmentsOn(disk).map(({ name, header }) => ({
            name,
            firstSequence: header?.firstSequence,
          })),
        );
      }
    },
  );

  check(
    "3.6-fills-segments",
    {
      points: 2,
      rationale:
        "A segment is as large as was asked for, never larger, and no record lies in two of them.",
      hints: [
        "Room is needed for the record and for a seal behind it. Is there exactly enough, or a byte less?",
        "Rotate before the record that does not fit, not behind the one that filled it.",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random }) => {
      for (const segmentSize of [SEGMENT_SIZE - 8, SEGMENT_SIZE, SEGMENT_SIZE + 8, 700]) {
        const disk = new SimDisk();
        const log = await opened(student, disk, { segmentSize, sync: "manual" });
        for (let index = 0; index < 25; index++) await log.append(put(random, random.below(49)));
        for (let index = 0; index < 5; index++) await log.append(record(random));
        const segments = segmentsOn(disk);
        const frames = expectOneLog(segments);
        expect(frames.length).toBe(30);
        for (const [index, { name, frames, bytes }] of segments.entries()) {
          expect(bytes.length, `the size of ${name}`).toBeLessThanOrEqual(segmentSize);
          const next = segments[index + 1]?.frames[0];
          const last = frames.findLast(({ type }) => type === 1);
          if (!next || !last) continue;
          const end = last.offset + last.size + next.size + SEAL_SIZE;
          expect(end, `${name} with one record more, and a seal`).toBeGreaterThan(segmentSize);
        }
      }
    },
  );

  check(
    "3.6-too-large",
    {
      points: 2,
      rationale: "A record that fits in no segment would rotate for ever, or cut itself in two.",
      hints: [
        "Compare it with an empty segment first: header, record, seal.",
        "WAL_TOO_LARGE is the caller's news; the log is as it was, not even rotated.",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      const room = SEGMENT_SIZE - 64 - SEAL_SIZE;
      await log.append(put(random));
      const before = filesOn(disk);
      const tooLarge = put(random, room - 48 - 4 + 1);
      await expect(log.append(tooLarge)).rejects.toMatchObject({ code: "WAL_TOO_LARGE" });
      const noId = { type: "commit", transactionId: 0 } as const;
      await expect(log.append(noId)).rejects.toMatchObject({ code: "WAL_INVALID_ARGUMENT" });
      expect(filesOn(disk), "the directory is left as it was").toEqual(before);
      expect(await log.append(put(random, room - 48 - 4))).toMatchObject({ sequence: 2 });
      expect(segmentsOn(disk).length, "segments").toBe(2);
      const limited = await opened(student, new SimDisk(), { maxRecordSize: 20 });
      const over = limited.append(put(random, 17));
      await expect(over).rejects.toMatchObject({ code: "WAL_TOO_LARGE" });
      expect(await limited.append(put(random, 16))).toMatchObject({ sequence: 1 });
    },
  );

  check(
    "3.6-full-of-seals",
    {
      points: 1,
      rationale: "A log that is opened and closed every second writes no record, and fills up.",
      hints: [
        "Each session ends with a seal. What if seals alone have filled the segment?",
        "A larger size than last time does not make the old segment larger.",
      ],
      needs: ["3.6-fills-segments", "3.5-continues"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      for (const size of [SEGMENT_SIZE, SEGMENT_SIZE, 600]) {
        const log = await opened(student, disk, { segmentSize: size });
        await log.close();
      }
      const large = await opened(student, disk, { segmentSize: 600 });
      expect(await large.append(put(random, 600 - 64 - 48 - 48 - 4))).toMatchObject({
        sequence: 1,
      });
      await large.close();
      for (let session = 2; session < 9; session++) {
        const log = await opened(student, disk);
        expect(await log.append(record(random))).toMatchObject({ sequence: session });
        await log.close();
      }
      expect(expectOneLog(segmentsOn(disk)).length, "records").toBe(8);
    },
  );

  check(
    "3.6-watermarks",
    {
      points: 2,
      rationale: "A watermark that runs ahead accuses a crash; one that lags excuses a loss.",
      hints: [
        "What a finished sync has made durable, at the moment at which the frame is written.",
        "Rotation syncs. Was the frame laid out before that, or after?",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random }) => {
      const watermarks = async (sync: "always" | "manual") => {
        const disk = new SimDisk();
        const log = await opened(student, disk, { sync, segmentSize: 64 + 3 * RECORD_SIZE + 48 });
        for (let index = 1; index <= 8; index++) {
          await log.append(record(random));
          if (index === 4) await log.sync();
        }
        return recordsOn(disk).map((frame) => frame.syncedWatermark);
      };
      expect(await watermarks("always")).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(await watermarks("manual")).toEqual([0, 0, 0, 3, 4, 4, 6, 6]);
    },
  );

  check(
    "3.6-manual-is-lazy",
    {
      points: 1,
      rationale: "Whoever asks for manual sync pays for a rotation's syncs, and for no others.",
      hints: ['Under `sync: "manual"`, append writes. Only where it rotates does it sync.'],
      needs: ["3.6-on-disk"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { sync: "manual", segmentSize: 4096 });
      const before = syncs(disk);
      for (let index = 0; index < 20; index++) await log.append(record(random));
      expect(syncs(disk) - before, "syncs by twenty manual appends").toBe(0);
    },
  );
});

function syncs(disk: SimDisk): number {
  const kinds = disk.log.map(({ operation }) => operation.kind);
  return kinds.filter((kind) => kind === "sync" || kind === "datasync").length;
}
