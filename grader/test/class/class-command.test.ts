import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { Book } from "../../src/class/book.ts";
import { putAside } from "../../src/class/put-aside.ts";
import { classCommand } from "../../src/cli/grade/class-command.ts";
import { mergeCommand } from "../../src/cli/grade/merge-command.ts";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { fakeJudges } from "./fake-judges.ts";
import { FACTS, temporaryFolder } from "./made-up.ts";
import { gradebookOf, gradeInto, writeClass } from "./made-up-class.ts";

let folder: string;
let submissions: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  submissions = join(folder, "hand-ins");
  await writeClass(submissions, ["ada", "ben", "cleo"]);
});

async function grade(...args: string[]) {
  const script = join(COURSE_ROOT, "grader/src/cli/grade.ts");
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(COURSE_ROOT, "grader/tsconfig.json") };
  const options = { cwd: COURSE_ROOT, env };
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], options);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, "exit"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code: code as number, stdout, stderr };
}

/** Runs a command in this process. */
async function run(command: Command, args: readonly string[]): Promise<string> {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const log = vi.spyOn(console, "log").mockReturnValue();
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  await command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(args, { from: "user" });
  return [...write.mock.calls, ...log.mock.calls].join("\n");
}

describe("npm run grade -- class", () => {
  test.each<[readonly string[], RegExp]>([
    [["nowhere"], /nothing at nowhere/],
    [["SUBMISSIONS", "--jobs", "0"], /--jobs.*whole number/],
    [["SUBMISSIONS", "--shard", "4/3"], /--shard.*1 to n/],
    [["SUBMISSIONS", "--lab", "9"], /Days that can be graded/],
    [["SUBMISSIONS/ada"], /one student's work/],
    [["SUBMISSIONS", "--policy", "SUBMISSIONS/ada/labs/day1-checksum/src/index.ts"], /is not JSON/],
  ])("says what is wrong, and prints nothing else: %j", async (args, message) => {
    const real = args.map((argument) => argument.replace("SUBMISSIONS", submissions));
    await expect(run(classCommand(), real)).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual(["hand-ins"]);
  });

  test("exits with 2 for a book of other facts, which stays as it was", async () => {
    const book = join(folder, "book");
    await gradeInto(book, submissions, fakeJudges(2));
    const before = await gradebookOf(book);
    const { code, stdout, stderr } = await grade("class", submissions, "--lab=1", "--book", book);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/version of the course: c0c0.*--fresh/s);
    expect(await gradebookOf(book)).toBe(before);
  });
});

describe("a journal that is put aside", () => {
  test("is kept under the next free name, and can be read as it was", async () => {
    const book = join(folder, "book");
    expect(await putAside(book)).toBe(undefined);
    await gradeInto(book, submissions, fakeJudges(2));
    expect(await putAside(book)).toBe(join(book, "journal-1.old"));
    await expect(Book.read(book)).rejects.toThrow(/no book/);
    await gradeInto(book, submissions, fakeJudges(2));
    expect(await putAside(book)).toBe(join(book, "journal-2.old"));
  });

  test("is not taken from a run that is at work on it", async () => {
    const open = await Book.open(join(folder, "book"), FACTS);
    await expect(putAside(join(folder, "book"))).rejects.toThrow(/Another run is at work/);
    await open.close();
  });
});

describe("npm run grade -- merge", () => {
  test("writes the gradebook of one run, and refuses what does not fit", async () => {
    const books = [1, 2].map((index) => join(folder, `book-${index}`)) as [string, string];
    for (const [index, book] of books.entries()) {
      const facts = { ...FACTS, shard: { index: index + 1, count: 2 } };
      await gradeInto(book, submissions, fakeJudges(2), facts);
    }
    const gap = run(mergeCommand(), [books[0], "--book", join(folder, "gap")]);
    await expect(gap).rejects.toThrow(/missing: 2/);
    const printed = await run(mergeCommand(), [...books, "--book", join(folder, "merged")]);
    expect(printed).toContain(join(folder, "merged", "gradebook.csv"));
    await gradeInto(join(folder, "whole"), submissions, fakeJudges(1));
    expect(await gradebookOf(join(folder, "merged"))).toBe(
      await gradebookOf(join(folder, "whole")),
    );
  });
});
