import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/gradebook/file-error.ts";
import { overridesIn, readOverrides } from "../../src/gradebook/read-overrides.ts";
import { classOf, fileWith, folderForTest, madeUp } from "./made-up.ts";

const CLASS = classOf(["anna", "ben", "chloé", "=cmd"].map((name) => madeUp(name)));

async function read(content: string | Uint8Array, name = "overrides.csv") {
  return await readOverrides(await fileWith(content, name), CLASS);
}

/** What is wrong with a file, as `where: message`. */
async function flawsOf(content: string | Uint8Array, name?: string): Promise<readonly string[]> {
  const error = await read(content, name).catch((caught: unknown) => caught);
  if (!(error instanceof FileError)) throw new Error(`Nothing is wrong: ${String(error)}`);
  return error.flaws.map(({ where, message }) => `${where}: ${message}`);
}

const ROWS = `student,day,check,points,comment,by
ben,1,1.7-sync,7.5,"Synced, but late",ann
ben,,,,See me.,
anna,2,,3,Handed in on paper,bob
`;
const DECISIONS = [
  ["ben", { day: 1, check: "1.7-sync", points: 7.5, comment: "Synced, but late", by: "ann" }],
  ["ben", { comment: "See me." }],
  ["anna", { day: 2, points: 3, comment: "Handed in on paper", by: "bob" }],
].map(([student, rest]) => Object.assign({ student }, rest));

describe("an overrides file", () => {
  test("is read by student", async () => {
    const overrides = await read(ROWS);
    expect(overrides.get("ben")).toEqual(DECISIONS.slice(0, 2));
    expect(overrides.get("anna")).toEqual(DECISIONS.slice(2));
  });

  test.each([
    ["a byte order mark", `\ufeff${ROWS}`],
    ["Windows line ends", ROWS.replaceAll("\n", "\r\n")],
    [
      "semicolons and decimal commas",
      ROWS.replaceAll(",", ";").replace("Synced;", "Synced,").replace("7.5", "7,5"),
    ],
    ["columns in another order and case", `Comment,STUDENT\nSee me.,ben\n`],
  ])("may have %s", async (_, content) => {
    const decisions = (await read(content)).get("ben");
    expect(decisions).toContainEqual({ student: "ben", comment: "See me." });
    if (content.includes("1.7-sync")) expect(decisions).toContainEqual(DECISIONS[0]);
  });

  test("may be JSON", async () => {
    const overrides = await read(JSON.stringify(DECISIONS), "overrides.json");
    expect([...overrides.values()].flat()).toEqual(DECISIONS);
  });

  test("finds the day of a check by itself", async () => {
    const overrides = await read("student,check,points,comment\nanna,2.4-torn,1,So.\n");
    expect(overrides.get("anna")?.[0]?.day).toBe(2);
  });

  test("takes names in either Unicode form, and as a gradebook shows them", async () => {
    const overrides = await read("student,comment\nchloe\u0301,Good.\n'=cmd,Who are you?\n");
    expect([...overrides.keys()]).toEqual(["chloé", "=cmd"]);
  });

  test("is refused with everything that is wrong in it", async () => {
    const rows = ["student,day,check,points,comment", "zoe,1,,1,So.", "ben,7,,1,So."];
    rows.push("ben,,9.9-old,1,So.", "ben,1,,much,So.", "ben,1,1.7-sync,-1,So.");
    rows.push("anna,1,1.7-sync,10.5,So.", "anna,2,,10,So.", "anna,,,5,So.", "anna,1,2.1-scan,,So.");
    rows.push("anna,1,1.3-crc,6,");
    expect(await flawsOf(rows.join("\n"))).toEqual([
      'line 2, student: Nobody is called "zoe".',
      "line 3, day: It is none of the days graded: 1, 2.",
      'line 4, check: No day graded has a check "9.9-old". It may be of an older course.',
      "line 5, points: It is not a number.",
      "line 6, points: It is less than 0.",
      "line 7, points: It is 10.5, and there are 10 points at most.",
      "line 8, points: It is 10, and there are 9 points at most.",
      "line 9, points: Points need a day or a check; without, there is only a comment.",
      "line 10, check: It is of day 2.",
      "line 11, comment: Say why: the student reads it.",
    ]);
  });

  test("says each thing once", async () => {
    const row = "ben,1,1.7-sync,1,So.\n";
    expect(await flawsOf(`student,day,check,points,comment\n${row}${row}`)).toEqual([
      "line 3: It is about the same as line 2.",
    ]);
  });

  test.each([
    ["student,day\nben,1\n", "line 1: The column comment is missing."],
    ["student,comment,mark\nben,So.,1\n", /^line 1: There is no column "mark": student, day/],
    ["student,comment\nben,So., and so on\n", /^line 2: It has 3 cells, the header 2/],
    ["student,comment,student\nben,So.,ben\n", 'line 1: There are two columns called "student".'],
    ['student,comment\nben,"So\n', /^: It is not CSV: .*line/],
    ["", ": It is empty."],
    [new Uint8Array([0x73, 0xe9, 0x0a]), /^: It is not UTF-8/],
  ])("is refused: %j", async (content, flaw) => {
    const [first = ""] = await flawsOf(content);
    expect(first).toMatch(flaw);
  });

  test.each([
    ["{}", /^: .*array/],
    ['[{"student": "ben", "comment": "So.", "mark": 1}]', /^\[0\]: .*mark/],
    ['[{"student": "ben", "comment": "So.", "points": "1"}]', /^\[0\]\.points: /],
    ['[{"student": "ben", "comment": "So.", "day": 1, "points": 17}]', /^\[0\]\.points: It is 17/],
    ["[", /^: It is not JSON/],
  ])("is refused as JSON: %s", async (content, flaw) => {
    const [first = ""] = await flawsOf(content, "overrides.json");
    expect(first).toMatch(flaw);
  });

  test("is the one beside the submissions, unless there are two", async () => {
    const folder = await folderForTest();
    expect(overridesIn(folder)).toBeUndefined();
    await writeFile(join(folder, "overrides.json"), "[]");
    expect(overridesIn(folder)).toBe(join(folder, "overrides.json"));
    await writeFile(join(folder, "overrides.csv"), ROWS);
    expect(() => overridesIn(folder)).toThrow(FileError);
  });
});
