import { open as openFile, readdir, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Book, type BookFacts } from "../../src/class/book.ts";
import type { LabReport, SubmissionReport } from "../../src/report/report.ts";
import { entry, FACTS, hashOf, lab, temporaryFolder } from "./made-up.ts";

async function open(directory: string, facts: BookFacts = FACTS): Promise<Book> {
  const book = await Book.open(directory, facts);
  onTestFinished(() => book.close());
  return book;
}

async function all(book: Book): Promise<SubmissionReport[]> {
  const submissions: SubmissionReport[] = [];
  for await (const submission of book.submissions()) submissions.push(submission);
  return submissions;
}

/** A book of ada, with both days, and ben, with the first. */
async function begun(directory: string): Promise<Book> {
  const book = await open(directory);
  await book.enrol([entry("ben"), entry("ada")]);
  await book.record("ada", hashOf("ada"), lab(2, "fail"));
  await book.record("ada", hashOf("ada"), lab(1));
  await book.record("ben", hashOf("ben"), lab(1, "suspicious"));
  return book;
}

async function lastSegment(directory: string): Promise<string> {
  const names = (await readdir(join(directory, "journal"))).filter((name) => name.endsWith(".wal"));
  return join(directory, "journal", names.sort().at(-1) as string);
}

describe("a book", () => {
  test("gives what was recorded, by name and by day, also after it was opened again", async () => {
    const directory = await temporaryFolder();
    const book = await begun(directory);
    const before = await all(book);
    expect(before.map(({ name, points, outOf }) => [name, points, outOf])).toEqual([
      ["ada", 14, 20],
      ["ben", 4, 10],
    ]);
    expect(before[0]?.labs).toEqual([lab(1), lab(2, "fail")]);
    await book.close();
    const again = await open(directory);
    expect(await all(again)).toEqual(before);
    await again.record("ben", hashOf("ben"), lab(2));
    expect(again.has("ben", 2)).toBe(true);
  });

  test("keeps problems, output, a story, measures and tests of a lab; no override, no duration", async () => {
    const book = await open(await temporaryFolder());
    await book.enrol([entry("ada")]);
    const [first, second] = lab(1, "fail").checks;
    const checks = [
      { ...first, measures: [{ name: "appends", value: 3, unit: "a second" }] },
      { ...second, story: "power lost\n" },
    ] as LabReport["checks"];
    const tests = { tests: 2, valid: true, noticed: 3, outOf: 9, problems: [] };
    const problems = [{ where: "src/a.ts:1:1", message: "No." }];
    const full = lab(1, "fail", { checks, tests, problems, output: "hello\u0000" });
    const override = { points: 9, comment: "fine" };
    await book.record("ada", hashOf("ada"), { ...full, override, durationMs: 77 });
    expect((await book.submission("ada")).labs).toEqual([full]);
  });

  test("writes no result twice, whoever comes second", async () => {
    const book = await open(await temporaryFolder());
    await book.enrol([entry("ada")]);
    const both = [lab(1), lab(1, "fail")].map((one) => book.record("ada", hashOf("ada"), one));
    expect(await Promise.all(both)).toEqual([true, false]);
    expect(await book.record("ada", hashOf("ada"), lab(1, "timeout"))).toBe(false);
    expect((await book.submission("ada")).labs).toEqual([lab(1)]);
  });

  test("has no result for a submission that was replaced, and has it again when that comes back", async () => {
    const directory = await temporaryFolder();
    const book = await begun(directory);
    await book.enrol([entry("ada", "f0".repeat(32))]);
    expect([book.has("ada", 1), book.has("ben", 1)]).toEqual([false, true]);
    await book.enrol([entry("ada")]);
    expect(book.has("ada", 1)).toBe(true);
  });

  test("forgets who left the class only when the whole class was given", async () => {
    const directory = await temporaryFolder();
    const book = await begun(directory);
    await book.enrol([entry("cleo")]);
    expect(book.students).toEqual(["ada", "ben", "cleo"]);
    await book.enrol([entry("ben"), entry("cleo")], { replace: true });
    await book.close();
    const again = await open(directory);
    expect(again.students).toEqual(["ben", "cleo"]);
    expect(again.has("ben", 1)).toBe(true);
  });

  test("loses at most what was being written when it is cut short anywhere in its last record", async () => {
    const directory = await temporaryFolder();
    const whole = await begun(directory);
    const before = await stat(await lastSegment(directory));
    await whole.record("ben", hashOf("ben"), lab(2));
    const { size } = await stat(await lastSegment(directory));
    await whole.close();
    for (const cut of [size - 1, size - 9, before.size + 1]) {
      await truncate(await lastSegment(directory), cut);
      const book = await Book.open(directory, FACTS);
      expect([book.has("ada", 2), book.has("ben", 1), book.has("ben", 2)]).toEqual([
        true,
        true,
        false,
      ]);
      await book.record("ben", hashOf("ben"), lab(2));
      await book.close();
    }
    expect((await open(directory)).has("ben", 2)).toBe(true);
  });

  test("refuses a journal with a damaged record, says what to do, and changes nothing", async () => {
    const directory = await temporaryFolder();
    await (await begun(directory)).close();
    const file = await lastSegment(directory);
    const handle = await openFile(file, "r+");
    await handle.write(Buffer.from([0xff]), 0, 1, 200);
    await handle.close();
    const { size } = await stat(file);
    await expect(Book.open(directory, FACTS)).rejects.toThrow(/damaged.*checksum.*--fresh/s);
    expect((await stat(file)).size).toBe(size);
  });

  test("is refused to a second run while the first is at work", async () => {
    const directory = await temporaryFolder();
    await begun(directory);
    const second = Book.open(directory, FACTS);
    await expect(second).rejects.toThrow(/Another run is at work/);
    await expect(second).rejects.toMatchObject({ locked: true });
  });

  test.each<[string, Partial<BookFacts>, RegExp]>([
    [
      "course",
      { courseHash: "d1".repeat(32) },
      /version of the course: c0c0.* in the book, d1d1.* now/,
    ],
    ["days", { days: FACTS.days.slice(0, 1) }, /days: 1, 2 in the book, 1 now/],
    ["foundation", { ownFoundation: true }, /own foundation: no in the book, yes now/],
    ["shard", { shard: { index: 1, count: 3 } }, /shard: all in the book, 1\/3 now/],
    ["checks", { days: FACTS.days.map((day) => ({ ...day, title: "x" })) }, /checks of the days/],
  ])("is stale with another %s, and says what to do", async (_, other, message) => {
    const directory = await temporaryFolder();
    await (await begun(directory)).close();
    const stale = Book.open(directory, { ...FACTS, ...other });
    await expect(stale).rejects.toThrow(message);
    await expect(stale).rejects.toThrow(/--fresh/);
    expect((await open(directory)).has("ada", 2)).toBe(true);
  });

  test("calls a layer active only if it was active whenever somebody was graded", async () => {
    const directory = await temporaryFolder();
    await (await begun(directory)).close();
    const missing = [{ name: "bubblewrap", active: false, note: "It is not installed." }];
    await (await open(directory, { ...FACTS, layers: missing })).close();
    expect((await open(directory)).layers).toEqual(missing);
  });

  test("is not made by reading where there is none", async () => {
    const directory = await temporaryFolder();
    await expect(Book.read(directory)).rejects.toThrow(/no book/);
    await writeFile(join(directory, "gradebook.csv"), "");
    await expect(Book.read(directory)).rejects.toThrow(/no book/);
    expect(await readdir(directory)).toEqual(["gradebook.csv"]);
  });

  test("refuses a result of a day or check that it does not have", async () => {
    const book = await begun(await temporaryFolder());
    await expect(book.record("ben", hashOf("ben"), lab(3))).rejects.toThrow(/day 3/);
    await expect(book.record("ben", hashOf("ben"), { ...lab(1), day: 2 })).rejects.toThrow(
      /1.1-opens/,
    );
  });
});
