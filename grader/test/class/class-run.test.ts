import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Book } from "../../src/class/book.ts";
import { gradeClass, missingLabs } from "../../src/class/class-run.ts";
import { enrolClass } from "../../src/class/enrolment.ts";
import { openRoster } from "../../src/class/roster.ts";
import { fakeJudges } from "./fake-judges.ts";
import { FACTS, lab, temporaryFolder } from "./made-up.ts";
import { gradebookOf, gradeInto, writeClass } from "./made-up-class.ts";

const STUDENTS = ["ada", "ben", "cleo", "dora", "Ömer", "zoë"];

let folder: string;
let submissions: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  submissions = join(folder, "hand-ins");
  await writeClass(submissions, STUDENTS);
});

describe("a class run", () => {
  test("gives the same bytes whatever the number of judges and the order they end in", async () => {
    const books: string[] = [];
    for (const [jobs, maxMs] of [
      [1, 0],
      [3, 20],
      [16, 20],
    ] as const) {
      const book = join(folder, `book-${jobs}`);
      await gradeInto(book, submissions, fakeJudges(jobs, { maxMs }));
      books.push(await gradebookOf(book));
    }
    expect(books[0]).toContain("Ömer");
    expect(new Set(books).size).toBe(1);
  });

  test("judges nothing twice, and nothing where nothing was handed in", async () => {
    const judged: string[] = [];
    const judges = fakeJudges(2, {
      onJudge: ({ name }, { number }) => {
        judged.push(`${name} ${number}`);
        return undefined;
      },
    });
    await gradeInto(join(folder, "book"), submissions, judges);
    await gradeInto(join(folder, "book"), submissions, judges);
    const expected = STUDENTS.flatMap((name, index) => [
      `${name} 1`,
      ...(index % 2 ? [`${name} 2`] : []),
    ]);
    expect(judged).toHaveLength(expected.length);
    expect(new Set(judged)).toEqual(new Set(expected));
  });

  test("gives a day that was not handed in zero points out of all", async () => {
    await gradeInto(join(folder, "book"), submissions, fakeJudges(1));
    const book = await Book.read(join(folder, "book"));
    const { labs, outOf } = await book.submission("ada");
    await book.close();
    expect(outOf).toBe(20);
    expect(labs[1]).toMatchObject({ day: 2, verdict: "ungradable", points: 0, outOf: 10 });
    expect(labs[1]?.problems[0]?.message).toMatch(/Nothing was handed in/);
  });

  test("does not record what the grader failed at, and tries it again", async () => {
    const failing = fakeJudges(2, {
      onJudge: ({ name }, { number }) => (name === "ben" ? lab(number, "grader-error") : undefined),
    });
    const failed = await gradeInto(join(folder, "book"), submissions, failing);
    expect(failed.map(({ student, day }) => [student, day.number])).toEqual([
      ["ben", 2],
      ["ben", 1],
    ]);
    expect(await gradeInto(join(folder, "book"), submissions, fakeJudges(2))).toEqual([]);
    await gradeInto(join(folder, "whole"), submissions, fakeJudges(1));
    expect(await gradebookOf(join(folder, "book"))).toBe(await gradebookOf(join(folder, "whole")));
  });

  test("records nothing that ends after it was told to stop, and begins nothing more", async () => {
    const roster = await openRoster(submissions);
    const book = await Book.open(join(folder, "book"), FACTS);
    await enrolClass(book, roster.handins);
    const before = missingLabs(book).length;
    const controller = new AbortController();
    let judged = 0;
    const onJudge = () => {
      judged += 1;
      if (judged === 3) controller.abort();
      return undefined;
    };
    await gradeClass(book, roster.handins, fakeJudges(1, { onJudge }), controller);
    expect([judged, missingLabs(book).length]).toEqual([3, before - 2]);
    await book.close();
  });

  test("stops where a submission changes meanwhile, and keeps what is done", async () => {
    const judges = fakeJudges(1);
    const roster = await openRoster(submissions);
    const book = await Book.open(join(folder, "book"), FACTS);
    await enrolClass(book, roster.handins);
    await writeFile(join(submissions, "cleo/labs/day1-checksum/src/index.ts"), "// another\n");
    await expect(gradeClass(book, roster.handins, judges)).rejects.toThrow(/"cleo".*changed/);
    expect(book.has("ada", 1)).toBe(true);
    await book.close();
  });

  test("judges a submission again that was handed in anew, and forgets who withdrew", async () => {
    await gradeInto(join(folder, "book"), submissions, fakeJudges(2));
    await writeFile(join(submissions, "cleo/labs/day1-checksum/src/index.ts"), "// another\n");
    const judged: string[] = [];
    const onJudge = ({ name }: { name: string }) => {
      judged.push(name);
      return undefined;
    };
    await gradeInto(join(folder, "book"), submissions, fakeJudges(2, { onJudge }));
    expect(judged).toEqual(["cleo"]);
  });
});
