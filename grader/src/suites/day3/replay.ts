import type { Entry } from "@wal-labs/checksum";
import { SimDisk } from "@wal-labs/core/sim";
import type { SegmentPosition } from "@wal-labs/rotation";
import { describe, expect } from "vitest";
import { samples } from "../sample-records.ts";
import { check, DIRECTORY, opened, pathOf } from "./check.ts";
import { diskOf, forgedCheckpoint, forgedLog } from "./forged-segments.ts";
import { segmentsOn } from "./segments.ts";

describe("Exercise 3.5: replay", () => {
  check(
    "3.5-replay",
    {
      points: 2,
      rationale: "Many files, one log: who replays it need not know where one ends.",
      hints: [
        "Segment by segment, oldest first, with day 2's `replay`.",
        "A position has the segment's name; append gave the same one.",
      ],
      needs: ["3.5-creates"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, { segmentSize: 400 });
      const records = samples(random);
      const positions: SegmentPosition[] = [];
      for (const each of records) positions.push(await log.append(each));
      const again = await opened(await restart(), disk.crash({ kind: "process" }));
      for (const replayed of [log, again]) {
        const entries: Entry[] = [];
        const places: SegmentPosition[] = [];
        await replayed.replay((entry, position) => {
          entries.push(entry);
          places.push(position);
        });
        expect(entries.map((entry) => entry.record)).toEqual(records);
        expect(entries.map(({ sequence }) => sequence)).toEqual(positions.map((at) => at.sequence));
        expect(places).toEqual(positions);
      }
      const found = segmentsOn(disk).flatMap(({ name, frames }) =>
        frames.map(({ sequence, offset, size }) => ({ segment: name, sequence, offset, size })),
      );
      for (const position of positions) expect(found).toContainEqual(position);
      const boom = new Error("boom");
      const failing = log.replay(({ sequence }) => {
        if (sequence === 3) throw boom;
      });
      await expect(failing).rejects.toBe(boom);
    },
  );

  check(
    "3.5-replay-after",
    {
      points: 2,
      rationale: "A snapshot saves reading what it holds: that is what it is for.",
      hints: [
        "Every record behind `after`, and none at or before it.",
        "Whose next segment begins at `after + 1` or earlier has nothing that is wanted.",
        "What was removed behind `after` cannot be replayed: say so, do not go on without it.",
      ],
      needs: ["3.5-replay"],
    },
    async ({ student, random }) => {
      const segments = forgedLog(random, [3, 3, 3]);
      const disk = diskOf(segments);
      const log = await student.SegmentedLog.open(DIRECTORY, { fs: disk });
      for (let after = 0; after <= 9; after++) {
        const seen: number[] = [];
        const before = disk.log.length;
        await log.replay(({ sequence }) => void seen.push(sequence), { after });
        const wanted = [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((sequence) => sequence > after);
        expect(seen, `after ${after}`).toEqual(wanted);
        const read = disk.log.slice(before).filter(({ operation }) => operation.kind === "read");
        const paths = new Set(read.map(({ operation }) => operation.path));
        for (const { number, firstSequence, count } of segments.slice(0, -1)) {
          const isNeeded = firstSequence + count - 1 > after;
          expect(paths.has(pathOf(number)), `reads segment ${number} after ${after}`).toBe(
            isNeeded,
          );
        }
      }
      const checkpoint = forgedCheckpoint({ sequence: 3 });
      const short = await student.SegmentedLog.open(DIRECTORY, {
        fs: diskOf(segments.slice(1), { checkpoint }),
      });
      for (const after of [0, 2]) {
        const refused = short.replay(() => undefined, { after });
        await expect(refused).rejects.toMatchObject({ code: "WAL_CORRUPTED" });
      }
      let count = 0;
      await short.replay(() => void count++, { after: 3 });
      expect(count, "records behind 3").toBe(6);
    },
  );
});
