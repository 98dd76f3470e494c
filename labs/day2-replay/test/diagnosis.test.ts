import { caseOf, type DiagnosisOptions, diagnose, type Findings } from "@wal-labs/replay";
import { describe, expect, test } from "vitest";
import { measure } from "../torn-or-corrupt/measure.ts";
import { diskWith, frameAt, joined, logOf, PATH, put, SEAL, withFlip, withHole } from "./forge.ts";

const abc = () => logOf([put("a"), put("b"), put("c")]);

async function diagnosed(log: Uint8Array, options?: DiagnosisOptions) {
  const disk = diskWith(log);
  return diagnose(await disk.open(PATH, "r"), options);
}

describe("Exercise 2.3: frames behind the damage (src/found-frames.ts, chapter 2, Frames behind the damage)", () => {
  test("one that was written later vouches for what is damaged, wherever it stands", async () => {
    const damaged = withHole(abc(), frameAt(0), frameAt(2));
    expect(await diagnosed(damaged)).toMatchObject({ end: 64, durableSequence: 2 });
  });

  test("one of another salt vouches for nothing", async () => {
    const stale = logOf([put("y"), put("z")], { salt: 8 }).subarray(frameAt(1));
    const log = joined(abc().subarray(0, frameAt(1)), new Uint8Array(8), stale);
    expect(await diagnosed(log)).toMatchObject({ kind: "torn", durableSequence: 0 });
  });

  test("one that lies in a valid record's value is part of that record", async () => {
    const value = logOf([put("x", { sequence: 99 })]).subarray(frameAt(0));
    const log = logOf([put("a"), { type: "put", key: "", value, watermark: 0 }]);
    const damaged = withHole(log, frameAt(0), frameAt(1));
    expect(await diagnosed(damaged)).toMatchObject({ kind: "torn", durableSequence: 0 });
  });
});

/** The chapter's table of cases, line by line: the first that fits decides. */
function firstThatFits({ reads, header, tail, wasDurable, isLast }: Findings) {
  if (reads === "fail") return "unreadable";
  if (header === "foreign" || header === "newer") return header;
  if (header === "damaged") return "corrupt";
  if (wasDurable) return "corrupt";
  if (header === "cut-short") return isLast ? "torn" : "corrupt";
  if (header === "none") return "clean";
  if (tail === "misplaced") return "corrupt";
  if (tail === "damage") return isLast ? "torn" : "corrupt";
  return "clean";
}

function* allFindings(): Generator<Findings> {
  for (const reads of ["work", "fail"] as const)
    for (const header of ["none", "cut-short", "foreign", "damaged", "newer", "sound"] as const)
      for (const tail of ["none", "zeros", "damage", "misplaced"] as const)
        for (const wasDurable of [false, true])
          for (const isLast of [false, true]) yield { reads, header, tail, wasDurable, isLast };
}

/** Without a sound header there is no tail to speak of. */
const occurs = ({ header, tail }: Findings) => header === "sound" || tail === "none";

describe("Exercise 2.4: torn or corrupt (src/segment-head.ts, src/case-table.ts, src/diagnosis.ts, src/policy.ts, chapter 2, Torn or corrupt)", () => {
  test("every combination of findings is one case, and that of the chapter's table", () => {
    const all = [...allFindings()];
    const kinds = ["clean", "torn", "corrupt", "unreadable", "foreign", "newer"];
    expect(all).toHaveLength(192);
    for (const findings of all) expect(kinds).toContain(caseOf(findings));
    for (const findings of all.filter(occurs)) {
      expect(caseOf(findings), JSON.stringify(findings)).toBe(firstThatFits(findings));
    }
  });

  test("a log that is whole is clean, and so is one that ends with zeros", async () => {
    expect(await diagnosed(abc())).toMatchObject({ kind: "clean", lastSequence: 3, tail: "none" });
    const preallocated = joined(abc(), new Uint8Array(1000));
    expect(await diagnosed(preallocated)).toMatchObject({ kind: "clean", tail: "zeros" });
  });

  test("no file, and an empty one, are a clean and empty log", async () => {
    expect(await diagnose(undefined)).toMatchObject({ kind: "clean", lastSequence: 0, end: 0 });
    expect(await diagnosed(new Uint8Array(0))).toMatchObject({ kind: "clean", end: 0, size: 0 });
  });

  test("a last frame cut short is torn", async () => {
    for (let size = frameAt(2) + 1; size < abc().length; size++) {
      const found = await diagnosed(abc().subarray(0, size));
      expect(found).toMatchObject({ kind: "torn", end: frameAt(2), lastSequence: 2, size });
    }
  });

  test("a lost frame is torn when nothing behind it was written after a sync", async () => {
    const unsynced = [put("a"), put("b", { watermark: 1 }), put("c", { watermark: 1 })];
    const hole = withHole(logOf(unsynced), frameAt(1), frameAt(2));
    expect(await diagnosed(hole)).toMatchObject({ kind: "torn", durableSequence: 1 });
  });

  test("each bit of a record that somebody vouches for is missed: corrupt", async () => {
    for (let offset = frameAt(1); offset < frameAt(2); offset++) {
      const found = await diagnosed(withFlip(abc(), offset));
      expect(found).toMatchObject({ kind: "corrupt", end: frameAt(1), durableSequence: 2 });
    }
  });

  test("a seal vouches for the last record", async () => {
    const sealed = logOf([put("a"), SEAL]);
    expect(await diagnosed(withFlip(sealed, frameAt(0)))).toMatchObject({ kind: "corrupt" });
  });

  test("a snapshot vouches for what it holds", async () => {
    expect(await diagnosed(abc(), { knownDurable: 3 })).toMatchObject({ kind: "clean" });
    const beyond = await diagnosed(abc(), { knownDurable: 4 });
    expect(beyond).toMatchObject({ kind: "corrupt", lastSequence: 3, durableSequence: 4 });
  });

  test("a torn end is corrupt where another segment follows", async () => {
    const torn = abc().subarray(0, abc().length - 1);
    expect(await diagnosed(torn, { isLast: false })).toMatchObject({ kind: "corrupt" });
  });

  test("a creation that was cut short is torn, after any byte of the header", async () => {
    const files = Array.from({ length: 64 }, (_, index) => abc().subarray(0, index + 1));
    for (const file of [
      ...files.slice(0, -1),
      new Uint8Array(64),
      withFlip(files[63] ?? abc(), 20),
    ]) {
      expect(await diagnosed(file)).toMatchObject({ kind: "torn", end: 0 });
    }
    expect(await diagnosed(abc().subarray(0, 64))).toMatchObject({ kind: "clean", end: 64 });
  });

  test("a damaged header with frames behind it is corrupt, and a foreign file is foreign", async () => {
    expect(await diagnosed(withFlip(abc(), 20))).toMatchObject({ kind: "corrupt", end: 0 });
    expect(await diagnosed(withFlip(abc(), 0))).toMatchObject({ kind: "foreign" });
    expect(await diagnosed(Uint8Array.of(1, 2, 3, 4))).toMatchObject({ kind: "foreign" });
  });

  test("a read that fails is neither torn nor corrupt", async () => {
    const disk = diskWith(abc());
    const handle = await disk.open(PATH, "r");
    disk.inject({ kind: "read" }, { kind: "error", code: "EIO" });
    const { kind, cause } = await diagnose(handle);
    expect([kind, cause]).toEqual(["unreadable", expect.objectContaining({ code: "WAL_IO" })]);
  });

  test("measured on 20 accidents of each sort, the watermark makes no mistake", async () => {
    const counts = await measure(20, 1);
    expect(counts.at(-1)?.map(({ wrong }) => wrong)).toEqual([0, 0, 0, 0]);
  });
});
