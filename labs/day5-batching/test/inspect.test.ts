import { type Inspection, inspect, inspectionText } from "@wal-labs/batching";
import { FRAME_HEADER_SIZE, SEGMENT_HEADER_SIZE } from "@wal-labs/core";
import { describe, expect, test } from "vitest";
import {
  codeOf,
  DIRECTORY,
  diskWith,
  FRAME_SIZE,
  frameAt,
  nameOf,
  pathOf,
  put,
  SEAL,
  segmentOf,
  twoSegments,
  withFlip,
  writesIn,
} from "./forged-segments.ts";

const disk = () => diskWith(...twoSegments());
const field = ({ fields }: Inspection, name: string) => fields.find((some) => some.name === name);

describe("Exercise 5.8: inspect (src/tools/inspect.ts, src/tools/inspected-fields.ts, chapter 5, Inspect)", () => {
  test("labels every byte of a frame, in order", async () => {
    const found = await inspect(pathOf(1), { offset: frameAt(1) }, { fs: disk() });
    const { segment, kind, offset, size, flaw } = found;
    const place = { segment: nameOf(1), kind: "frame", offset: frameAt(1), size: FRAME_SIZE };
    expect({ segment, kind, offset, size, flaw }).toEqual({ ...place, flaw: undefined });
    const joined = found.fields.flatMap(({ bytes }) => [...bytes]);
    expect(joined).toEqual([...twoSegments()[0].subarray(offset, offset + size)]);
    let next = offset;
    for (const part of found.fields) {
      expect(part.offset).toBe(next);
      next += part.bytes.length;
    }
  });

  test("says what each field means", async () => {
    const found = await inspect(pathOf(1), { offset: frameAt(1) }, { fs: disk() });
    expect(field(found, "type")?.meaning).toBe("1, put");
    expect(field(found, "flags")?.meaning).toBe("1, last of batch");
    expect(field(found, "sequence")?.meaning).toBe("2");
    expect(field(found, "timestamp")?.meaning).toContain("2026-01-01T12:00:00.000Z");
    expect(field(found, "key")?.meaning).toBe("b");
  });

  test("finds a record by its sequence, in whichever segment it lies", async () => {
    for (const sequence of [1, 2, 3, 4]) {
      const found = await inspect(DIRECTORY, { sequence }, { fs: disk() });
      const index = (sequence - 1) % 2;
      expect([found.segment, found.offset]).toEqual([nameOf(sequence < 3 ? 1 : 2), frameAt(index)]);
    }
  });

  test("labels the segment header at offset 0", async () => {
    const found = await inspect(pathOf(2), { offset: 0 }, { fs: disk() });
    expect([found.kind, found.size]).toEqual(["header", SEGMENT_HEADER_SIZE]);
    expect(field(found, "first sequence")?.meaning).toBe("3");
  });

  test("shows a damaged frame, and says what is wrong", async () => {
    const log = withFlip(segmentOf([put("a"), put("b"), SEAL]), frameAt(1) + 49);
    const at = await inspect(pathOf(1), { offset: frameAt(1) }, { fs: diskWith(log) });
    expect(at.flaw).toMatch(/crc/);
    expect(at.size).toBe(FRAME_SIZE);
    const should = await inspect(pathOf(1), { sequence: 2 }, { fs: diskWith(log) });
    expect(should).toEqual(at);
  });

  test("a damaged size takes no memory", async () => {
    const log = segmentOf([put("a")]);
    log[SEGMENT_HEADER_SIZE + 15] = 0x7f;
    const fs = diskWith(log);
    const found = await inspect(pathOf(1), { offset: SEGMENT_HEADER_SIZE }, { fs });
    expect([found.size, found.flaw]).toEqual([FRAME_HEADER_SIZE, "too-large"]);
    const sizes = fs.log.map(({ operation: { size = 0 } }) => size);
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
  });

  test("refuses places where nothing can start", async () => {
    for (const offset of [8, 70, 100_000, -8, 1.5]) {
      const call = inspect(pathOf(1), { offset }, { fs: disk() });
      expect(await codeOf(call)).toBe("WAL_INVALID_ARGUMENT");
    }
    const beyond = inspect(DIRECTORY, { sequence: 5 }, { fs: disk() });
    expect(await codeOf(beyond)).toBe("WAL_INVALID_ARGUMENT");
    const which = inspect(DIRECTORY, { offset: 64 }, { fs: disk() });
    expect(await codeOf(which)).toBe("WAL_INVALID_ARGUMENT");
  });

  test("only reads", async () => {
    const fs = disk();
    await inspect(DIRECTORY, { sequence: 4 }, { fs });
    expect([writesIn(fs), fs.openHandles]).toEqual([[], 0]);
  });

  test("is printed as the format page prints it, in color only if asked to", async () => {
    const found = await inspect(pathOf(1), { offset: frameAt(0) }, { fs: disk() });
    const lines = inspectionText(found).split("\n");
    expect(lines).toContain("0044  01                       type                1, put");
    expect(inspectionText(found)).not.toContain("\u001b");
    expect(inspectionText(found, { color: true })).toContain("\u001b[");
  });
});
