import { RECORD_CODES, type RecordType, stamp, toFrame } from "@wal-labs/checksum";
import {
  DEFAULT_MAX_RECORD_SIZE,
  encodeFrame,
  encodeSegmentHeader,
  FRAME_HEADER_SIZE,
  type Frame,
  parseFrame,
  parseSegmentHeader,
  SEAL_TYPE,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  viewOf,
} from "@wal-labs/core";
import { describe, expect, test } from "vitest";
import { annotatedDump } from "../samples/annotated-dump.ts";
import { registers } from "../samples/crc-by-hand.ts";
import { exampleFile, SALT } from "./example.ts";
import { fenced, page, section, table } from "./pages.ts";

const format = await page("format.md");
const file = await exampleFile();

const HEADER: SegmentHeader = {
  segmentSizeLimit: 0,
  segmentNumber: 1,
  firstSequence: 1,
  logId: new Uint8Array(16),
  salt: 0,
};
const FRAME: Frame = {
  type: 1,
  flags: 0,
  transactionId: 0,
  sequence: 2 ** 52,
  timestampMs: 0,
  syncedWatermark: 0,
  key: new Uint8Array(0),
  value: new Uint8Array(0),
};

/** The first and the last byte that differ. */
function changed(before: Uint8Array, after: Uint8Array): [first: number, last: number] {
  const differs = Array.from(before, (byte, offset) => (byte === after[offset] ? -1 : offset));
  const offsets = differs.filter((offset) => offset >= 0);
  return [Math.min(...offsets), Math.max(...offsets)];
}

/** Where a page's table says that a field lies. */
function fieldOf(rows: readonly string[][], name: string): { offset: number; end: number } {
  const [offset, size] = rows.find((row) => row[2] === name)?.map(Number) ?? [];
  if (offset === undefined || size === undefined) throw new Error(`no field "${name}"`);
  return { offset, end: offset + size };
}

function expectField(rows: readonly string[][], name: string, [first, last]: [number, number]) {
  const { offset, end } = fieldOf(rows, name);
  expect(first, name).toBe(offset);
  expect(last, name).toBeLessThan(end);
}

function expectGapless(rows: readonly string[][], size: number) {
  const end = rows.reduce((next, [offset, width]) => {
    expect(Number(offset)).toBe(next);
    return next + Number(width);
  }, 0);
  expect(end).toBe(size);
}

describe("segment header table", () => {
  const rows = table(section(format, "Segment header"));
  const base = encodeSegmentHeader(HEADER);

  test("has no gap and ends where the first frame starts", () => {
    expectGapless(rows, SEGMENT_HEADER_SIZE);
  });

  test.for<[string, Partial<SegmentHeader>]>([
    ["segment size limit", { segmentSizeLimit: 0xffffffff }],
    ["segment number", { segmentNumber: Number.MAX_SAFE_INTEGER - 1 }],
    ["first sequence", { firstSequence: Number.MAX_SAFE_INTEGER - 1 }],
    ["log id", { logId: new Uint8Array(16).fill(255) }],
    ["salt", { salt: 0xffffffff }],
  ])("%s lies where the codec puts it", ([name, change]) => {
    expectField(rows, name, changed(base, encodeSegmentHeader({ ...HEADER, ...change })));
  });

  test("magic, crc, version, header size and reserved lie where the codec looks for them", () => {
    const kindAfter = (name: string) => {
      const bytes = base.slice();
      bytes[fieldOf(rows, name).offset] = 0xff;
      const parsed = parseSegmentHeader(bytes);
      return parsed.kind === "invalid" ? parsed.flaw : parsed.kind;
    };
    expect(kindAfter("magic")).toBe("foreign");
    expect(kindAfter("version")).toBe("unsupported");
    expect(kindAfter("header size")).toBe("header-size");
    expect(kindAfter("reserved")).toBe("reserved-not-zero");
    expect(fieldOf(rows, "crc").offset).toBe(SEGMENT_CRC_OFFSET);
  });
});

describe("frame table", () => {
  const rows = table(section(format, "Frame"));
  const base = encodeFrame(FRAME);

  test("has no gap and ends where the key starts", () => {
    expectGapless(rows, FRAME_HEADER_SIZE);
  });

  test.for<[string, Partial<Frame>]>([
    ["type", { type: 255 }],
    ["flags", { flags: 1 }],
    ["sequence", { sequence: 2 ** 52 + 1 }],
    ["timestamp", { timestampMs: Number.MAX_SAFE_INTEGER }],
    ["transaction id", { transactionId: Number.MAX_SAFE_INTEGER }],
    ["synced watermark", { syncedWatermark: 2 ** 52 - 1 }],
    ["key size", { key: new Uint8Array(300) }],
    ["value size", { value: new Uint8Array(300) }],
  ])("%s lies where the codec puts it", ([name, change]) => {
    expectField(rows, name, changed(base, encodeFrame({ ...FRAME, ...change })));
  });

  test("crc and reserved lie where they are looked for", () => {
    expectField(rows, "crc", changed(base, stamp(base.slice(), 1)));
    const bytes = base.slice();
    bytes[fieldOf(rows, "reserved").offset] = 1;
    expect(parseFrame(viewOf(bytes))).toMatchObject({ flaw: "reserved-not-zero" });
  });

  test("the default limit is the one it names", () => {
    expect(format).toContain(DEFAULT_MAX_RECORD_SIZE.toLocaleString("en-US"));
  });
});

describe("record type table", () => {
  const rows = table(section(format, "Record types"));

  test("names every code", () => {
    const listed = Object.fromEntries(rows.map(([code, type]) => [type, Number(code)]));
    expect(listed).toEqual(RECORD_CODES);
    expect(format).toContain(`type ${SEAL_TYPE},`);
  });

  test.for(rows)("row %s: the frame of a %s has the fields it says", ([, type, ...fields]) => {
    const bytes = Uint8Array.of(1);
    const everything = { key: bytes, value: bytes, jobId: "j", reason: "r", payload: bytes };
    const record = { type: type as RecordType, ...everything };
    const tagged = fields[2] === "yes" ? { ...record, transactionId: 1 } : record;
    const place = { sequence: 1, timestampMs: 0, syncedWatermark: 0 };
    const { key, value, transactionId } = toFrame(tagged as never, place);
    const found = [key.length, value.length, transactionId];
    expect(found).toEqual(fields.map((field) => Number(field !== "none" && field !== "0")));
  });
});

describe("a whole file", () => {
  test("is what the solution writes, byte by byte", () => {
    expect(fenced(section(format, "A whole file"))).toBe(annotatedDump(file));
    expect(format).toContain(`file of ${file.length} bytes`);
  });

  test("ends with a seal of 48 bytes that takes no sequence", () => {
    const parsed = parseFrame(viewOf(file), file.length - FRAME_HEADER_SIZE);
    expect(parsed).toMatchObject({
      frame: { type: SEAL_TYPE, flags: 1, sequence: 4, syncedWatermark: 3, transactionId: 0 },
    });
  });
});

describe("one CRC, by hand", () => {
  const text = section(format, "One CRC, by hand");
  const block = file.subarray(file.length - FRAME_HEADER_SIZE + 4);
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");

  test("its registers are what the seal's bytes give", () => {
    const all = registers(block, SALT);
    for (const [count, value, register] of table(text)) {
      const index = Number(count) - 1;
      expect([value, register]).toEqual([hex(block[index] ?? 0, 2), hex(all[index] ?? 0, 8)]);
    }
    expect(text).toContain(`inverse, \`${hex(~SALT >>> 0, 8)}\``);
    expect(text).toContain(`\`${hex(~(all.at(-1) ?? 0) >>> 0, 8)}\``);
  });
});
