import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Book, type BookFacts } from "../../src/class/book.ts";
import { mergeBooks } from "../../src/class/merge.ts";
import { namesOfShard } from "../../src/class/shard.ts";
import { fakeJudges } from "./fake-judges.ts";
import { FACTS, lab, temporaryFolder } from "./made-up.ts";
import { gradebookOf, gradeInto, writeClass } from "./made-up-class.ts";

let folder: string;
let submissions: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  submissions = join(folder, "hand-ins");
  await writeClass(submissions, ["ada", "ben", "cleo", "dora", "ema"]);
});

/** Grades a shard, and gives its book. */
async function shard(index: number, count: number, more: Partial<BookFacts> = {}): Promise<string> {
  const book = join(folder, `book-${index}-${count}`);
  const facts = { ...FACTS, shard: { index, count }, ...more };
  await gradeInto(book, submissions, fakeJudges(2), facts);
  return book;
}

async function merge(...books: string[]): Promise<string> {
  const into = join(folder, "merged");
  await (await mergeBooks(books, into)).close();
  return into;
}

describe("shards", () => {
  test("are of the same size, give or take one, and each name is in exactly one", () => {
    const names = Array.from({ length: 11 }, (_, index) => `student-${index}`);
    const parts = [1, 2, 3].map((index) => namesOfShard(names, { index, count: 3 }));
    expect(parts.map(({ length }) => length)).toEqual([4, 4, 3]);
    expect(parts.flat().sort()).toEqual([...names].sort());
  });

  test("hold results of their own students only, and know the whole class", async () => {
    const book = await Book.read(await shard(2, 3));
    expect(book.students).toEqual(["ben", "ema"]);
    expect(book.roster).toHaveLength(5);
    expect([book.has("ben", 1), book.has("ada", 1), book.has("ada", 2)]).toEqual([
      true,
      false,
      false,
    ]);
    await book.close();
  });

  test.each([1, 2, 3, 7])(
    "merged from %i books are what one run would have made",
    async (count) => {
      const books: string[] = [];
      for (let index = count; index >= 1; index--) books.push(await shard(index, count));
      const merged = await gradebookOf(await merge(...books));
      await gradeInto(join(folder, "whole"), submissions, fakeJudges(3));
      expect(merged).toBe(await gradebookOf(join(folder, "whole")));
    },
  );

  test("of a class that is not whole are refused: which one is missing", async () => {
    await expect(merge(await shard(1, 3), await shard(3, 3))).rejects.toThrow(
      /3 shards.*missing: 2/,
    );
  });

  test("are refused when one is there twice", async () => {
    const one = await shard(1, 2);
    const other = join(folder, "again");
    await gradeInto(other, submissions, fakeJudges(1), { ...FACTS, shard: { index: 1, count: 2 } });
    await expect(merge(one, other)).rejects.toThrow(/both shard 1 of 2/);
  });

  test("are refused when a result is missing: whose", async () => {
    const failing = fakeJudges(1, { onJudge: () => lab(1, "grader-error") });
    const book = join(folder, "book-gap");
    await gradeInto(book, submissions, failing, { ...FACTS, shard: { index: 1, count: 2 } });
    await expect(merge(book, await shard(2, 2))).rejects.toThrow(
      /missing.*book-gap: "ada", day 1/s,
    );
  });

  test.each<[string, Partial<BookFacts>, RegExp]>([
    [
      "versions of the course",
      { courseHash: "d1".repeat(32) },
      /version of the course: .* first, d1/,
    ],
    ["days", { days: FACTS.days.slice(0, 1) }, /days: 1, 2 in the first, 1 in the second/],
    ["foundations", { ownFoundation: true }, /own foundation/],
    ["numbers of shards", { shard: { index: 2, count: 5 } }, /shards: 2 in the first, 5/],
  ])("of other %s are refused", async (_, more, message) => {
    await expect(merge(await shard(1, 2), await shard(2, 2, more))).rejects.toThrow(message);
  });

  test("are refused when a submission is not the same in each", async () => {
    const one = await shard(1, 2);
    await writeFile(join(submissions, "dora/labs/day1-checksum/src/index.ts"), "// another\n");
    await expect(merge(one, await shard(2, 2))).rejects.toThrow(/"dora": another submission/);
  });

  test("are refused when somebody is in one class only", async () => {
    const one = await shard(1, 2);
    await writeClass(submissions, ["zed"]);
    await expect(merge(one, await shard(2, 2))).rejects.toThrow(/"zed": in the second only/);
  });

  test("are refused when one is no shard, or none is there", async () => {
    await gradeInto(join(folder, "whole"), submissions, fakeJudges(1));
    await expect(merge(await shard(1, 2), join(folder, "whole"))).rejects.toThrow(/no shard/);
    await expect(merge(join(folder, "nowhere"))).rejects.toThrow(/no book/);
  });

  test("are not merged into a book that has somebody in it, nor into one of themselves", async () => {
    const books = [await shard(1, 2), await shard(2, 2)] as const;
    await merge(...books);
    await expect(merge(...books)).rejects.toThrow(/a book in .* already.*--fresh/);
    await expect(mergeBooks(books, books[0])).rejects.toThrow(/one of the shards/);
  });

  test("call a layer active only if it was in all of them", async () => {
    const layers = [{ name: "bubblewrap", active: false, note: "Not installed." }];
    const merged = await Book.read(await merge(await shard(1, 2), await shard(2, 2, { layers })));
    expect(merged.layers).toEqual(layers);
    await merged.close();
  });
});
