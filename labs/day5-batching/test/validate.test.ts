import { validate } from "@wal-labs/batching";
import { SEGMENT_HEADER_SIZE } from "@wal-labs/core";
import { describe, expect, test } from "vitest";
import {
  bytes,
  codeOf,
  DIRECTORY,
  diskWith,
  FRAME_SIZE,
  frameAt,
  joined,
  nameOf,
  pathOf,
  put,
  SEAL,
  segmentOf,
  twoSegments,
  withFlip,
  writesIn,
} from "./forged-segments.ts";

describe("Exercise 5.7: validate (src/tools/validate.ts, src/tools/log-verdict.ts, chapter 5, Validate)", () => {
  test("says that a log is clean, and whether it was closed", async () => {
    const [first, second] = twoSegments();
    const open = await validate(DIRECTORY, { fs: diskWith(first, second) });
    expect(open).toEqual({ kind: "clean", segments: 2, lastSequence: 4, sealed: false });
    const closed = await validate(pathOf(1), { fs: diskWith(first) });
    expect(closed).toEqual({ kind: "clean", segments: 1, lastSequence: 2, sealed: true });
  });

  test("says where a log is torn", async () => {
    const [first, second] = twoSegments();
    const found = await validate(DIRECTORY, { fs: diskWith(first, second.subarray(0, -5)) });
    const place = { segment: nameOf(2), offset: frameAt(1), sequence: 4 };
    const affectedBytes = FRAME_SIZE - 5;
    const numbers = { segments: 2, lastSequence: 3, affectedBytes };
    expect(found).toMatchObject({ kind: "torn", ...place, ...numbers });
  });

  test("says where a log is corrupt", async () => {
    const [first, second] = twoSegments();
    const disk = diskWith(withFlip(first, frameAt(1) + 49), second);
    const place = { segment: nameOf(1), offset: frameAt(1), sequence: 2, lastSequence: 1 };
    expect(await validate(DIRECTORY, { fs: disk })).toMatchObject({ kind: "corrupt", ...place });
  });

  test("a missing segment is corruption", async () => {
    const disk = diskWith(...twoSegments());
    const third = segmentOf([put("f")], { number: 3, firstSequence: 6 });
    disk.writeFile(pathOf(4), third);
    const found = await validate(DIRECTORY, { fs: disk });
    expect(found).toMatchObject({ kind: "corrupt", segment: nameOf(4), offset: 0, sequence: 5 });
  });

  test("preallocated zeros are no damage", async () => {
    const log = joined(segmentOf([put("a")]), new Uint8Array(1000));
    expect((await validate(pathOf(1), { fs: diskWith(log) })).kind).toBe("clean");
  });

  test("a file by itself is judged as the last of its log", async () => {
    const cut = twoSegments()[0].subarray(0, SEGMENT_HEADER_SIZE + FRAME_SIZE + 9);
    expect((await validate(pathOf(1), { fs: diskWith(cut) })).kind).toBe("torn");
  });

  test("what is no log is refused, and not called damaged", async () => {
    const disk = diskWith(bytes("my holiday photos"));
    await disk.mkdir("/empty");
    expect(await codeOf(validate(pathOf(1), { fs: disk }))).toBe("WAL_UNSUPPORTED");
    expect(await codeOf(validate(DIRECTORY, { fs: disk }))).toBe("WAL_UNSUPPORTED");
    expect(await codeOf(validate("/empty", { fs: disk }))).toBe("WAL_UNSUPPORTED");
    expect(await codeOf(validate("/nothing", { fs: disk }))).toBe("WAL_IO");
  });

  test("only reads, whatever it finds", async () => {
    for (const at of [0, 70, frameAt(1), frameAt(1) + 30]) {
      const disk = diskWith(withFlip(segmentOf([put("a"), put("b"), SEAL]), at));
      const { digest } = disk;
      await validate(DIRECTORY, { fs: disk }).catch(() => undefined);
      expect([disk.digest, disk.openHandles, writesIn(disk)]).toEqual([digest, 0, []]);
    }
    // A blank reads nothing either: it must also find something.
    expect((await validate(pathOf(1), { fs: diskWith(segmentOf([])) })).kind).toBe("clean");
  });
});
