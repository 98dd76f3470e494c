import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DayFacts } from "../report/class-report.ts";
import { cleanLine } from "../report/clean.ts";
import { countText, pointsText } from "../report/wording.ts";
import { textCell } from "./cells.ts";
import { type DecisionLine, readDecisionLines } from "./decision-lines.ts";
import { FileError, type Flaw } from "./file-error.ts";
import type { Decision, Overrides } from "./overrides.ts";

/** The class that decisions are about. */
export interface ClassFacts {
  readonly students: readonly string[];
  readonly days: readonly DayFacts[];
}

/**
 * The decisions in `overrides.csv` or `overrides.json`, each about a student, a day and a check of
 * this class, with no more points than there are.
 *
 * @throws a {@link FileError} with everything that is wrong in it, by line or field.
 */
export async function readOverrides(file: string, facts: ClassFacts): Promise<Overrides> {
  const lines = await readDecisionLines(file);
  const names = studentNames(facts.students);
  const checked = lines.map((line) => checkedLine(line, names, facts.days));
  const flaws = [
    ...checked.flatMap((one) => one.flaws),
    ...repeated(checked.map(({ decision }, index) => [decision, lines[index]?.where ?? ""])),
  ];
  if (flaws.length > 0) throw new FileError(file, flaws);
  const overrides = new Map<string, Decision[]>();
  for (const { decision } of checked) {
    overrides.set(decision.student, [...(overrides.get(decision.student) ?? []), decision]);
  }
  return overrides;
}

/**
 * The file of overrides that lies in a folder, if there is one.
 *
 * @throws a {@link FileError} when there are two.
 */
export function overridesIn(folder: string): string | undefined {
  const found = ["overrides.csv", "overrides.json"]
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file));
  if (found.length < 2) return found[0];
  const message = "There is an overrides.csv and an overrides.json: keep one.";
  throw new FileError(folder, [{ where: "", message }]);
}

interface Checked {
  readonly decision: Decision;
  readonly flaws: readonly Flaw[];
}

function checkedLine(
  line: DecisionLine,
  names: ReadonlyMap<string, string>,
  days: readonly DayFacts[],
): Checked {
  const { where, points, comment, by } = line;
  const student = names.get(line.student.normalize("NFC"));
  const owner = days.find(({ checks }) => checks.some(({ id }) => id === line.check));
  const day = line.day ?? owner?.number;
  const flaws = [
    student === undefined && flaw(where, "student", `Nobody is called ${quoted(line.student)}.`),
    dayFlaw(line, days),
    line.check !== undefined && !owner && flaw(where, "check", unknownCheck(line.check)),
    owner && owner.number !== day && flaw(where, "check", `It is of day ${owner.number}.`),
    pointsFlaw(line, owner ?? days.find(({ number }) => number === day)),
    comment === "" && flaw(where, "comment", "Say why: the student reads it."),
  ].filter((one) => typeof one === "object");
  const { check } = line;
  return {
    decision: {
      student: student ?? line.student,
      ...(day !== undefined && { day }),
      ...(check !== undefined && { check }),
      ...(points !== undefined && { points }),
      comment,
      ...(by !== undefined && { by }),
    },
    flaws,
  };
}

function dayFlaw({ where, day }: DecisionLine, days: readonly DayFacts[]): Flaw | undefined {
  if (day === undefined || days.some(({ number }) => number === day)) return undefined;
  const graded = days.map(({ number }) => number).join(", ");
  return flaw(where, "day", `It is none of the days graded: ${graded}.`);
}

function pointsFlaw(line: DecisionLine, day: DayFacts | undefined): Flaw | undefined {
  const { where, points } = line;
  if (points === undefined) return undefined;
  if (Number.isNaN(points)) return flaw(where, "points", "It is not a number.");
  if (points < 0) return flaw(where, "points", "It is less than 0.");
  if (line.day === undefined && line.check === undefined) {
    return flaw(where, "points", "Points need a day or a check; without, there is only a comment.");
  }
  const some = day?.checks.filter(({ id }) => line.check === undefined || id === line.check) ?? [];
  const most = some.reduce((sum, check) => sum + check.points, 0);
  if (some.length === 0 || points <= most) return undefined;
  const given = pointsText(points);
  return flaw(
    where,
    "points",
    `It is ${given}, and there are ${countText(most, "point")} at most.`,
  );
}

function repeated(lines: readonly (readonly [Decision, string])[]): readonly Flaw[] {
  const seen = new Map<string, string>();
  return lines.flatMap(([{ student, day, check }, where]) => {
    const about = JSON.stringify([student, day, check]);
    const before = seen.get(about);
    if (before !== undefined) return [flaw(where, "", `It is about the same as ${before}.`)];
    seen.set(about, where);
    return [];
  });
}

/** Students by what they may be called: their name, or as a gradebook shows it if that is clear. */
function studentNames(students: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const unclear = new Set<string>();
  for (const student of students) {
    const shown = textCell(student).normalize("NFC");
    if (names.has(shown)) unclear.add(shown);
    names.set(shown, student);
  }
  for (const shown of unclear) names.delete(shown);
  for (const student of students) names.set(student.normalize("NFC"), student);
  return names;
}

function unknownCheck(check: string): string {
  return `No day graded has a check ${quoted(check)}. It may be of an older course.`;
}

function flaw(where: string, field: string, message: string): Flaw {
  if (field === "") return { where, message };
  return { where: where.startsWith("[") ? `${where}.${field}` : `${where}, ${field}`, message };
}

function quoted(text: string): string {
  return JSON.stringify(cleanLine(text, 80));
}
