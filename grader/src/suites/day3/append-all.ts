import type { WalRecord } from "@wal-labs/checksum";
import { LAST_OF_BATCH } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { samples } from "../sample-records.ts";
import { type Batch, batchesOf, positionsIn } from "./batches.ts";
import { check, filesOn, opened, RECORD_SIZE, range } from "./check.ts";
import { expectOneLog, record, recordsOn, segmentsOn } from "./segments.ts";

describe("Exercise 3.10: many batches at once", () => {
  check(
    "3.10-on-disk",
    {
      points: 2,
      rationale: "Whoever waits for one of many batches must learn where its own records lie.",
      hints: [
        "One outcome for each batch, in their order; in it, one position for each record.",
        "LAST_OF_BATCH is set on the last frame of each batch, and on no other.",
      ],
      needs: ["3.6-on-disk"],
    },
    async ({ student, reusing, random }) => {
      for (const submission of [student, reusing]) {
        const disk = new SimDisk();
        const log = await opened(submission, disk, { segmentSize: 4096 });
        const [alone, after] = [record(random), record(random)];
        const others = batchesOf(random, [1, 0, 3, 2]);
        const keys = others.flatMap((records) => records.map(({ key }) => key));
        await log.append(alone);
        const outcomes = await log.appendAll([samples(random), ...others]);
        expect(await log.append(after)).toMatchObject({ sequence: 23 });
        const frames = expectOneLog(segmentsOn(disk));
        expect(frames.map(({ sequence }) => sequence)).toEqual(range(1, 23));
        const name = segmentsOn(disk)[0]?.name;
        const lie = frames.slice(1, -1).map(({ sequence, offset, size }) => {
          return { segment: name, sequence, offset, size };
        });
        expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill("fulfilled"));
        expect(positionsIn(outcomes).map(({ length }) => length)).toEqual([15, 1, 0, 3, 2]);
        expect(positionsIn(outcomes).flat()).toEqual(lie);
        expect(frames.slice(16, -1).map(({ key }) => key)).toEqual(keys);
        const ends = frames.filter(({ flags }) => flags === LAST_OF_BATCH);
        expect(ends.map(({ sequence }) => sequence)).toEqual([1, 16, 17, 20, 22, 23]);
        expect(await log.lastSequence).toBe(23);
      }
    },
  );

  check(
    "3.10-one-write-one-sync",
    {
      points: 2,
      rationale:
        "A sync costs the same for one batch and for a hundred: that is what gathering is.",
      hints: [
        "Lay all frames out one behind the other, and write them with one call.",
        'Sync once, behind that write; under `sync: "manual"` not at all.',
        "With the option `durable`, this call says for itself whether it syncs.",
        "An empty batch writes nothing, and nothing is synced for it.",
      ],
      needs: ["3.10-on-disk"],
    },
    async ({ student, random }) => {
      for (const sync of ["always", "manual"] as const) {
        const disk = new SimDisk();
        const log = await opened(student, disk, { sync, segmentSize: 2 ** 20 });
        const calls = async (sizes: readonly number[], options: { durable?: boolean } = {}) => {
          const start = disk.log.length;
          await log.appendAll(batchesOf(random, sizes), options);
          const kinds = disk.log.slice(start).map(({ operation }) => operation.kind);
          return kinds.map((kind) => (kind === "datasync" ? "sync" : kind));
        };
        const once = sync === "always" ? ["write", "sync"] : ["write"];
        // More than 64 KiB as well: whose buffer is full writes twice.
        for (const sizes of [[1], [1, 2, 3], Array(40).fill(1), Array(300).fill(3)]) {
          const what = `the calls for ${sizes.length} batches, ${sync}`;
          expect(await calls(sizes), what).toEqual(once);
        }
        expect(await calls([]), "the calls for no batch").toEqual([]);
        expect(await calls([0, 0]), "the calls for empty batches").toEqual([]);
        expect(await calls([2, 1], { durable: false }), "lazy batches").toEqual(["write"]);
        expect(await calls([2, 1], { durable: true }), "durable ones").toEqual(["write", "sync"]);
        expect(recordsOn(disk).length).toBe(1 + 6 + 40 + 900 + 6);
      }
    },
  );

  check(
    "3.10-empty-in-a-full-segment",
    {
      points: 1,
      rationale: "Nothing to write is no reason to begin a segment.",
      hints: ["A seal may be the last thing that fits. Does an empty batch need room behind it?"],
      needs: ["3.10-on-disk", "3.6-full-of-seals"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk);
      await log.appendAll(batchesOf(random, [2]));
      await log.close();
      const again = await opened(student, disk);
      const before = filesOn(disk);
      expect(await again.appendAll([[]])).toEqual([{ status: "fulfilled", value: [] }]);
      expect(filesOn(disk), "the directory is left as it was").toEqual(before);
      expect(await again.append(record(random))).toMatchObject({ sequence: 3 });
    },
  );

  check(
    "3.10-fills-segments",
    {
      points: 2,
      rationale:
        "A batch in two segments could lose its end, and the log would begin a hole there.",
      hints: [
        "Room is needed for what waits to be written, for the whole batch, and for a seal behind it.",
        "Where there is none, write what waits, rotate, and lay the batch out anew.",
        "A rotation syncs: the batches behind it know of more than those before it.",
      ],
      needs: ["3.10-on-disk", "3.6-watermarks"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      const segmentSize = 64 + 4 * RECORD_SIZE + 48;
      const log = await opened(student, disk, { segmentSize });
      await log.append(record(random));
      const outcomes = await log.appendAll(batchesOf(random, [2, 2, 1, 1, 0, 4, 3]));
      await log.append(record(random));
      const segments = segmentsOn(disk);
      expectOneLog(segments);
      const sequences = segments.map(({ frames }) =>
        frames.filter(({ type }) => type === 1).map(({ sequence }) => sequence),
      );
      expect(sequences).toEqual([range(1, 3), range(4, 7), range(8, 11), range(12, 15)]);
      const lie = segments.flatMap(({ name, frames }) =>
        frames.filter(({ type }) => type === 1).map(({ offset }) => [name, offset]),
      );
      const said = positionsIn(outcomes).flat();
      expect(said.map(({ segment, offset }) => [segment, offset])).toEqual(lie.slice(1, -1));
      const marks = recordsOn(disk).map(({ syncedWatermark }) => syncedWatermark);
      const expected = [0, 1, 1, 3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 14];
      expect(marks, "the watermarks").toEqual(expected);
    },
  );

  check(
    "3.10-rejects-alone",
    {
      points: 2,
      rationale: "One caller's mistake is not the next one's: they only share a write.",
      hints: [
        "Look at all records of a batch before the first one takes a sequence, or a byte.",
        "Its outcome is the reason; the others go on with the sequences it did not take.",
        "A batch must fit in an empty segment, header and seal included, or it is WAL_TOO_LARGE.",
      ],
      needs: ["3.10-fills-segments", "3.6-too-large"],
    },
    async ({ student, random }) => {
      const [disk, sound] = [new SimDisk(), new SimDisk()];
      const log = await opened(student, disk, { maxRecordSize: 60 });
      const invalid = { type: "commit", transactionId: 0 } as const;
      const large = { type: "put", key: random.bytes(4), value: random.bytes(57) } as const;
      const [one, two, full, tooMany] = batchesOf(random, [1, 1, 2, 3]) as [
        Batch,
        Batch,
        Batch,
        Batch,
      ];
      const bad: WalRecord[][] = [[record(random), invalid], [record(random), large], tooMany];
      const [first = [], second = [], third = []] = bad;
      const outcomes = await log.appendAll([first, one, second, third, two, full, first]);
      const good = await opened(student, sound, { maxRecordSize: 60 });
      const same = await good.appendAll([one, two, full]);
      const codes = outcomes.map((each) =>
        each.status === "rejected" ? each.reason?.code : undefined,
      );
      const [no, tooLarge] = ["WAL_INVALID_ARGUMENT", "WAL_TOO_LARGE"];
      expect(codes).toEqual([no, undefined, tooLarge, tooLarge, undefined, undefined, no]);
      expect(positionsIn(outcomes)).toEqual(positionsIn(same));
      expect(disk.log.map(({ call }) => call)).toEqual(sound.log.map(({ call }) => call));
      const before = filesOn(disk);
      expect((await log.appendAll(bad)).map(({ status }) => status)).toEqual(
        Array(3).fill("rejected"),
      );
      expect(filesOn(disk), "the directory is left as it was").toEqual(before);
      expect(expectOneLog(segmentsOn(disk)).length).toBe(4);
      expect(await log.append(record(random))).toMatchObject({ sequence: 5 });
    },
  );
});
