import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { parse } from "csv-parse/sync";
import { describe, expect, test, vi } from "vitest";
import { Book } from "../../src/class/book.ts";
import { compareCommand } from "../../src/cli/grade/compare-command.ts";
import { exportCommand } from "../../src/cli/grade/export-command.ts";
import { UsageError } from "../../src/course/usage-error.ts";
import { merged } from "../../src/gradebook/merged.ts";
import { openReport } from "../../src/gradebook/open-report.ts";
import { writeFolder, writeWhole } from "../../src/gradebook/write-whole.ts";
import { writeGradeReport } from "../../src/report/json.ts";
import type { SubmissionReport } from "../../src/report/report.ts";
import { classOf, collected, fileWith, folderForTest, madeUp, runOf } from "./made-up.ts";

const COURSE = "ab".repeat(32);

/** Runs a command as the terminal does; gives what it printed, and its exit code. */
async function run(...words: string[]): Promise<{ code: unknown; printed: string }> {
  let printed = "";
  const print = (text: unknown) => {
    printed += `${String(text)}\n`;
    return true;
  };
  const spies = [
    vi.spyOn(console, "log").mockImplementation(print),
    vi.spyOn(console, "error").mockImplementation(print),
    vi.spyOn(process.stdout, "write").mockImplementation(print),
  ];
  const before = process.exitCode;
  try {
    const program = new Command().addCommand(exportCommand()).addCommand(compareCommand());
    await program.exitOverride().parseAsync(["node", "grade", ...words]);
    return { code: process.exitCode, printed };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

async function reportFile(
  submissions: readonly SubmissionReport[],
  course = COURSE,
): Promise<string> {
  return await fileWith(writeGradeReport(runOf(submissions, course)), "report.json");
}

/** A book with some graded submissions, closed. */
async function bookOf(submissions: readonly SubmissionReport[]): Promise<string> {
  const folder = join(await folderForTest(), "class-book");
  const { days } = classOf(submissions);
  const facts = { format: 1, courseHash: COURSE, days, ownFoundation: false, layers: [] } as const;
  const book = await Book.open(folder, facts);
  await book.enrol(
    submissions.map(({ name, hash, source }) => ({ student: name, hash, source, problems: [] })),
  );
  for (const { name, hash, labs } of submissions) {
    for (const lab of labs) await book.record(name, hash, lab);
  }
  await book.close();
  return folder;
}

describe("export", () => {
  const STUDENTS = [madeUp("anna"), madeUp("ben", { "1.7-sync": "fail" })];

  test("writes the same gradebook from a book and from a report", async () => {
    const [folder, book] = [await folderForTest(), await bookOf(STUDENTS)];
    await run("export", book, "--csv", join(folder, "book.csv"));
    await run("export", await reportFile(STUDENTS), "--csv", join(folder, "report.csv"));
    const written = await readFile(join(folder, "book.csv"), "utf8");
    expect(written).toBe(await readFile(join(folder, "report.csv"), "utf8"));
    expect(parse(written, { bom: true })).toHaveLength(3);
  });

  test("writes every format at once, with decisions in them", async () => {
    const folder = await folderForTest();
    const at = (name: string) => join(folder, name);
    const row = "student,day,check,points,comment\nben,1,1.7-sync,4,Half of it.\n";
    const overrides = await fileWith(row, "mine.csv");
    await run(
      ...["export", await reportFile(STUDENTS), "--overrides", overrides],
      ...["--csv", at("book.csv"), "--junit", at("junit.xml"), "--check50", at("check50")],
      ...["--gradescope", at("gradescope"), "--html", at("html"), "--feedback", at("feedback")],
    );
    expect((await readdir(folder)).sort()).toEqual([
      "book.csv",
      "check50",
      "feedback",
      "gradescope",
      "html",
      "junit.xml",
    ]);
    expect(await readdir(at("gradescope"))).toEqual(["anna.json", "ben.json"]);
    const decided = ["book.csv", "check50/ben.json", "gradescope/ben.json", "feedback/ben.html"];
    for (const file of decided) expect(await readFile(at(file), "utf8")).toContain("Half of it.");
  });

  test("takes the overrides that lie beside the submissions", async () => {
    const folder = await folderForTest();
    await writeFile(join(folder, "overrides.csv"), "student,day,points,comment\nanna,1,2,So.\n");
    const anna = madeUp("anna", {}, { source: join(folder, "anna.zip") });
    const report = await reportFile([anna]);
    const csv = join(folder, "book.csv");
    const total = async () => {
      const [row] = parse<{ total: string }>(await readFile(csv), { bom: true, columns: true });
      return row?.total;
    };
    const { printed } = await run("export", report, "--csv", csv);
    expect(printed).toMatch(/^1 decision in .*overrides\.csv\.$/m);
    expect(await total()).toBe("11");
    await run("export", report, "--csv", csv, "--no-overrides");
    expect(await total()).toBe("25");
  });

  test("takes those beside a class whose book it is", async () => {
    const book = await bookOf([madeUp("anna")]);
    const submissions = book.replace(/-book$/, "");
    await mkdir(submissions);
    const row = [{ student: "anna", day: 1, points: 2, comment: "So." }];
    await writeFile(join(submissions, "overrides.json"), JSON.stringify(row));
    const csv = join(submissions, "book.csv");
    await run("export", book, "--csv", csv);
    expect(await readFile(csv, "utf8")).toContain("day 1 16 to 2: So.");
  });

  test("leaves the old file whole when an override is refused", async () => {
    const csv = await fileWith("old", "book.csv");
    const overrides = await fileWith("student,comment\nzoe,So.\n", "mine.csv");
    const exporting = run(
      "export",
      await reportFile(STUDENTS),
      "--csv",
      csv,
      "--overrides",
      overrides,
    );
    await expect(exporting).rejects.toThrow(UsageError);
    expect(await readFile(csv, "utf8")).toBe("old");
  });

  test("fills in what Canvas exported, and tells what it did not", async () => {
    const canvas = await fileWith("Student,ID,Section,Day 1 (7)\nAnna,1,A,\nZoe,2,A,3\n");
    const out = join(await folderForTest(), "filled.csv");
    const { printed } = await run(
      "export",
      await reportFile(STUDENTS),
      "--canvas",
      canvas,
      "--out",
      out,
    );
    expect(await readFile(out, "utf8")).toBe(
      "Student,ID,Section,Day 1 (7)\nAnna,1,A,16\nZoe,2,A,3\n",
    );
    expect(printed).toContain('"ben" has no row');
    expect(printed).toContain("Line 3 (Zoe) has no submission.\n1 grade filled in.");
  });

  test.each([
    [[], /^Say what to write/],
    [["--out", "x.csv"], /^Say what to write/],
    [["--csv", "x.csv", "--out", "y.csv"], /^--out FILE goes with/],
    [["--canvas", "."], /^--out FILE goes with/],
    [["--canvas", ".", "--moodle", ".", "--out", "x.csv"], /^One platform at a time/],
  ])("is refused with %j", async (options, message) => {
    const exporting = run("export", await reportFile(STUDENTS), ...options);
    await expect(exporting).rejects.toThrow(message);
  });
});

describe("reports on disk", () => {
  test("are refused when they are of another format or none", async () => {
    const text = writeGradeReport(runOf([madeUp("anna")]));
    const later = await fileWith(text.replace('"format": 1', '"format": 2'));
    await expect(openReport(later)).rejects.toThrow(/It is no report: format: expected 1, found 2/);
    await expect(openReport(await fileWith("{"))).rejects.toThrow(UsageError);
    const twins = await reportFile([madeUp("anna"), madeUp("anna")]);
    await expect(openReport(twins)).rejects.toThrow(/Two are called "anna"/);
    await expect(openReport(await folderForTest())).rejects.toThrow(UsageError);
  });

  test("are one class only if they are of one course, and share nobody", async () => {
    const [anna, ben] = [classOf([madeUp("anna")]), classOf([madeUp("ben")])];
    const both = await collected(merged([ben, anna]).submissions());
    expect(both.map(({ name }) => name)).toEqual(["anna", "ben"]);
    expect(merged([ben, anna]).students).toEqual(["anna", "ben"]);
    expect(() => merged([anna, classOf([madeUp("ben")], "cd".repeat(32))])).toThrow(
      /different courses/,
    );
    expect(() => merged([anna, ben, anna])).toThrow(/more than one of the reports: "anna"/);
  });
});

describe("compare", () => {
  test("ends with 0 for the same and 1 for a difference, from books and reports", async () => {
    const anna = madeUp("anna", { "1.7-sync": "fail" });
    const [book, same] = [await bookOf([anna]), await reportFile([anna])];
    expect(await run("compare", book, same)).toMatchObject({ code: 0 });
    const other = await reportFile([madeUp("anna")], "cd".repeat(32));
    const csv = join(await folderForTest(), "changes.csv");
    const { code, printed } = await run("compare", book, other, "--csv", csv);
    expect(code).toBe(1);
    expect(printed).toContain(`before  course ${COURSE}\nafter   course ${"cd".repeat(32)}`);
    expect(parse(await readFile(csv), { bom: true })).toHaveLength(2);
  });

  test("takes decisions about checks of either side", async () => {
    const overrides = await fileWith("student,check,points,comment\nanna,1.7-sync,10,So.\n");
    const before = await reportFile([madeUp("anna", { "1.7-sync": "timeout" })]);
    const after = await reportFile([madeUp("anna", { "1.7-sync": "fail" })], "cd".repeat(32));
    const { printed } = await run("compare", before, after, "--overrides", overrides);
    expect(printed).toMatch(/1\.7-sync +∞ timeout, 10 +✗ fail, 10/);
  });
});

describe("writing", () => {
  async function* broken(): AsyncIterable<string> {
    yield "new";
    throw new Error("The disk is full.");
  }

  test("a file fails as a whole", async () => {
    const file = await fileWith("old", "book.csv");
    await expect(writeWhole(file, broken())).rejects.toThrow("full");
    expect(await readFile(file, "utf8")).toBe("old");
    await writeWhole(file, ["new"]);
    expect(await readFile(file, "utf8")).toBe("new");
    expect(await readdir(join(file, ".."))).toEqual(["book.csv"]);
  });

  test("a folder fails as a whole", async () => {
    const folder = await folderForTest();
    async function* files() {
      yield { name: "a", chunks: ["new"] };
      yield { name: "b", chunks: broken() };
    }
    await writeFile(join(folder, "a"), "old");
    await expect(writeFolder(folder, files())).rejects.toThrow("full");
    expect(await readdir(folder)).toEqual(["a"]);
    expect(await readFile(join(folder, "a"), "utf8")).toBe("old");
  });
});
