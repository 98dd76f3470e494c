import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { type CanvasOptions, canvasCsv } from "../../src/gradebook/canvas.ts";
import { FileError } from "../../src/gradebook/file-error.ts";
import { type MoodleOptions, moodleCsv } from "../../src/gradebook/moodle.ts";
import { withOverrides } from "../../src/gradebook/overrides.ts";
import { readRoster } from "../../src/gradebook/roster.ts";
import { readTable } from "../../src/gradebook/table.ts";
import type { SubmissionReport } from "../../src/report/report.ts";
import { classOf, fileWith, madeUp } from "./made-up.ts";

/** As Canvas exports a gradebook (lib/gradebook_exporter.rb): ids in titles, two rows before students. */
const CANVAS = [
  "Student,ID,SIS User ID,SIS Login ID,Section,Essay (71),wal-labs Day 1 (72),Day 2: replay (73),Assignments Current Score,Final Score",
  ",,,,,,Manual Posting,,,",
  "    Points Possible,,,,,10,16,9,(read only),(read only)",
  '"Doe, Anna",101,s101,anna@uni.edu,"Mon 8:00, Tue",8.5,,,85,85',
  '"Roe, Ben",102,s102,ben@uni.edu,A,-1,12,EX,0,0',
  '"Poe, Chloé",103,s103,chloe@uni.edu,A,,,N/A,,',
  '"Student, Test",104,,6f1a,A,,,,,',
  "",
].join("\n");

/** As Moodle lets a worksheet be downloaded (mod/assign/gradingtable.php). */
const MOODLE = [
  "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments",
  'Participant 501,Anna Doe,anna@uni.edu,Submitted for grading - ,,25.00,Yes,"Friday, 20 November 2026, 9:00 AM",-,',
  "Participant 502,Ben Roe,ben@uni.edu,No submission - ,3.00,25.00,No,-,-,Old",
  "Participant 503,Chloé Poe,chloe@uni.edu,No submission - ,,25.00,Yes,-,-,",
  "",
].join("\n");

const ANNA = madeUp("anna");
const BEN = madeUp("ben", { "1.7-sync": "fail" });

function rowsOf(lines: readonly string[], delimiter = ","): string[][] {
  return parse(lines.join(""), { bom: true, delimiter });
}

async function canvas(
  students: readonly SubmissionReport[],
  options?: CanvasOptions,
  csv = CANVAS,
) {
  const filled = await canvasCsv(classOf(students), await readTable(await fileWith(csv)), options);
  return { ...filled, rows: rowsOf(filled.lines, csv.includes(";ID;") ? ";" : ",") };
}

async function moodle(
  students: readonly SubmissionReport[],
  options?: MoodleOptions,
  csv = MOODLE,
) {
  const filled = await moodleCsv(classOf(students), await readTable(await fileWith(csv)), options);
  return { ...filled, rows: rowsOf(filled.lines) };
}

async function flawsOf(filling: Promise<unknown>): Promise<string> {
  const error = await filling.catch((caught: unknown) => caught);
  if (!(error instanceof FileError)) throw new Error(`Nothing is wrong: ${String(error)}`);
  return error.flaws.map(({ where, message }) => `${where}: ${message}`).join("\n");
}

describe("a gradebook of Canvas", () => {
  test("gets points by login and keeps everything else", async () => {
    const { rows, filled, notes } = await canvas([ANNA, BEN]);
    const before = rowsOf([CANVAS]);
    expect(rows[3]).toEqual(before[3]?.with(6, "16").with(7, "9"));
    expect(rows[4]).toEqual(before[4]?.with(6, "6"));
    expect([0, 1, 2, 5, 6].map((row) => rows[row])).toEqual(
      [0, 1, 2, 5, 6].map((row) => before[row]),
    );
    expect(filled).toBe(3);
    expect(notes).toEqual([
      "Line 6 (Poe, Chloé) has no submission.",
      "Line 7 (Student, Test) has no submission.",
    ]);
  });

  test("comes back byte for byte when nobody is found", async () => {
    expect((await canvas([madeUp("zoe")])).lines.join("")).toBe(CANVAS);
  });

  test.each([
    "101",
    "s101",
    "ANNA@uni.edu",
    "anna",
    "Anna Doe",
    "anna-doe",
    "Doe, Anna",
    "doeanna",
  ])("finds a student called %s", async (name) => {
    expect((await canvas([madeUp(name)])).rows[3]?.[6]).toBe("16");
  });

  test("finds students by a file that names them", async () => {
    const file = await fileWith("student,login\ngroup-7,ben@uni.edu\n", "students.csv");
    const { rows } = await canvas([madeUp("group-7")], { roster: await readRoster(file) });
    expect(rows[4]?.[6]).toBe("16");
  });

  test("names who has no row", async () => {
    const { notes, filled } = await canvas([madeUp("=zoe")]);
    expect(notes[0]).toBe('"=zoe" has no row: nothing filled in.');
    expect(filled).toBe(0);
  });

  test("is refused when somebody may be several people", async () => {
    const twins = CANVAS.replace("Roe, Ben", "Doe, Anna").replace("ben@uni.edu", "b");
    expect(await flawsOf(canvas([madeUp("Anna Doe")], {}, twins))).toMatch(
      /^: "Anna Doe" may be line 4 \(Doe, Anna\), line 5 \(Doe, Anna\)/,
    );
    expect(await flawsOf(canvas([ANNA, madeUp("101")]))).toMatch(
      /^line 4: Doe, Anna may be "101", "anna"/,
    );
  });

  test("gets nothing where a person has to look first", async () => {
    const suspicious = madeUp("anna", { "1.7-sync": "suspicious" });
    const { rows, notes } = await canvas([suspicious]);
    expect(rows[3]?.slice(6, 8)).toEqual(["", "9"]);
    expect(notes[0]).toBe('"anna" is held back: day 1: 1.7-sync suspicious.');
    const decision = { student: "anna", day: 1, check: "1.7-sync", points: 0, comment: "A copy." };
    const decided = withOverrides(suspicious, new Map([["anna", [decision]]]));
    expect((await canvas([decided])).rows[3]?.slice(6, 8)).toEqual(["6", "9"]);
  });

  test("takes the columns it is told to take", async () => {
    const columns = new Map([["total", "Essay (71)"] as const]);
    const { rows } = await canvas([BEN], { columns, scale: true });
    expect(rows[4]?.slice(5, 8)).toEqual(["6", "6", "EX"]);
    const unknown = new Map([[1, "Lab 1"] as const]);
    expect(await flawsOf(canvas([BEN], { columns: unknown }))).toMatch(/no column "Lab 1"/);
  });

  test("must have the maximum of the course, unless grades are scaled", async () => {
    const ten = CANVAS.replace(",10,16,9,", ",10,10,9,");
    expect(await flawsOf(canvas([ANNA, BEN], {}, ten))).toBe(
      "wal-labs Day 1 (72): The most is 10 there and 16 here. Make them equal, or add --scale.",
    );
    expect((await canvas([BEN], { scale: true }, ten)).rows[4]?.[6]).toBe("3.75");
  });

  test("may have semicolons and decimal commas", async () => {
    const csv = `\ufeff${CANVAS.replaceAll('"Mon 8:00, Tue"', "A").replaceAll(/,(?! )/g, ";")}`;
    const half = madeUp("ben");
    const decision = { student: "ben", day: 1, points: 2.5, comment: "Half." };
    const decided = withOverrides(half, new Map([["ben", [decision]]]));
    const { rows, lines } = await canvas([decided], {}, csv);
    expect(rows[4]?.[6]).toBe("2,5");
    expect(lines[0]).toMatch(/^\ufeffStudent;ID;/);
  });

  test.each([
    ["Name,ID\nAnna,1\n", /no gradebook of Canvas/],
    ["Student,ID,Section,Essay (1)\nAnna,1,A,\n", /No assignment has the words/],
    [
      "Student,ID,Section,Day 1 (1),Lab day 1 (2)\nAnna,1,A,,\n",
      /Day 1 may go into "Day 1 \(1\)", /,
    ],
    ["Student,ID,Section,Day 1 (1)\nAnna,=1+1,A,\n", /^line 2, ID: It is a formula/],
  ])("is refused when it is none: %j", async (csv, flaw) => {
    expect(await flawsOf(canvas([ANNA], {}, csv))).toMatch(flaw);
  });

  test("has no formula that a student may have written", async () => {
    const hostile = CANVAS.replace('"Doe, Anna"', `"=cmd|' /C calc'!A0"`).replace(
      ",A,-1",
      ",+A1,-1",
    );
    const { rows } = await canvas([ANNA], {}, hostile);
    expect(rows[3]?.[0]).toBe("'=cmd|' /C calc'!A0");
    expect(rows[4]?.slice(4, 6)).toEqual(["'+A1", "-1"]);
  });
});

describe("a worksheet of Moodle", () => {
  test("gets the total by address and keeps everything else", async () => {
    const { rows, filled, notes } = await moodle([ANNA, BEN]);
    const before = rowsOf([MOODLE]);
    expect(rows).toEqual(before.with(1, before[1]?.with(4, "25") ?? []));
    expect(filled).toBe(1);
    expect(notes).toEqual(["Line 4 (Chloé Poe) has no submission."]);
  });

  test.each([
    ["501", ""],
    ["Anna Doe", ""],
    ["team", "Anna Doe_501_assignsubmission_file_/labs.zip"],
  ])("finds %s, handed in as %j", async (name, source) => {
    expect((await moodle([madeUp(name, {}, { source })])).rows[1]?.[4]).toBe("25");
  });

  test("gets one day if told so", async () => {
    const nine = MOODLE.replaceAll("25.00", "9.00");
    expect((await moodle([ANNA], { part: 2 }, nine)).rows[1]?.[4]).toBe("9");
    expect(await flawsOf(moodle([ANNA], { part: 2 }))).toMatch(/The most is 25 there and 9 here/);
  });

  test("gets the instructor's comment, and no formula", async () => {
    const comment = "=See me.\nTomorrow";
    const { rows } = await moodle([madeUp("anna", {}, { comment })]);
    expect(rows[1]?.[9]).toBe("'=See me. Tomorrow");
  });

  test("is refused when it is none", async () => {
    const flaw = await flawsOf(moodle([ANNA], {}, "Kennung,Bewertung\n1,2\n"));
    expect(flaw).toMatch(/no grading worksheet of Moodle in English/);
  });
});

describe("a file of students", () => {
  test.each([
    ["login\nanna\n", /The column student is missing/],
    ["student,phone\nanna,1\n", /no column "phone"/],
    ["student,id\nanna,1\nanna,2\n", /line 3, student: The student is there twice/],
  ])("is refused: %j", async (csv, flaw) => {
    expect(await flawsOf(fileWith(csv).then(readRoster))).toMatch(flaw);
  });
});
