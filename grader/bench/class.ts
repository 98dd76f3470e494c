import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Book } from "../src/class/book.ts";
import { readSubmission } from "../src/intake/submission.ts";
import { Judge } from "../src/judge/judge.ts";
import { type Cost, runClass } from "./class/class-process.ts";
import { type Mixture, mixtures, writeClass } from "./class/mixtures.ts";
import { type Part, writePart } from "./class/parts.ts";
import { type Measurement, measurement, medianOf, verdict } from "./measurement.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const SEED = 5;
const STUDENTS = 100;
/** Which part of them is graded again, by one judge and from the last to the first. */
const AGAIN = 1 / 5;

/** By student, the points of each day. */
type Marks = ReadonlyMap<string, readonly number[]>;

/**
 * A class of generated submissions: solutions, variants, blanks, planted bugs, attacks and days that are
 * missing. How fast it is graded, and whether each mark is what its parts are worth.
 *
 * @param count how many submissions.
 */
export function benchClass([count = String(STUDENTS)]: readonly string[]): Promise<Measurement[]> {
  const students = mixtures(Number(count), SEED);
  return inTemporaryFolder(async (folder) => {
    const all = await graded(students, join(folder, "all"), []);
    const few = students.slice(-Math.ceil(students.length * AGAIN)).toReversed();
    const again = await graded(few, join(folder, "again"), ["--jobs", "1"]);
    const worth = await worthOf(students, join(folder, "parts"));
    return [
      ...costs(all.cost, students.length),
      ...proofs(students, all.marks, again.marks, worth),
    ];
  });
}

async function graded(students: readonly Mixture[], folder: string, args: readonly string[]) {
  const submissions = join(folder, "submissions");
  await writeClass(students, submissions);
  const book = join(folder, "book");
  const cost = await runClass([submissions, "--book", book, ...args]);
  return { cost, marks: await marksIn(book) };
}

async function marksIn(directory: string): Promise<Marks> {
  const book = await Book.read(directory);
  try {
    const marks = new Map<string, readonly number[]>();
    for await (const { name, labs } of book.submissions()) {
      marks.set(
        name,
        labs.map(({ points }) => points),
      );
    }
    return marks;
  } finally {
    await book.close();
  }
}

/** What each part is worth, judged alone. */
async function worthOf(students: readonly Mixture[], folder: string): Promise<Map<string, number>> {
  const judge = await Judge.start();
  const worth = new Map<string, number>();
  try {
    for (const { day, part } of students.flatMap(({ parts }) => parts)) {
      const key = keyOf(day.number, part);
      if (worth.has(key)) continue;
      const alone = join(folder, `${worth.size}`);
      await mkdir(alone, { recursive: true });
      await writePart(part, day, alone, "alone");
      const lab = await judge.judge(await readSubmission(alone), day);
      worth.set(key, lab.points);
    }
    return worth;
  } finally {
    await judge.close();
  }
}

function costs({ seconds, cpuSeconds, residentMiB }: Cost, count: number): Measurement[] {
  const quarter = Math.floor(residentMiB.length / 4);
  return [
    measurement("submissions a minute, all five days", [(count * 60) / seconds], 1, ""),
    measurement("CPU seconds for one of them", [cpuSeconds / count], 1, ""),
    measurement("memory of the grader at its peak, MiB", [Math.max(0, ...residentMiB)], 0, ""),
    measurement(
      "  in the second quarter",
      [medianOf(residentMiB.slice(quarter, 2 * quarter))],
      0,
      "",
    ),
    measurement("  in the last quarter", [medianOf(residentMiB.slice(3 * quarter))], 0, "no more"),
  ];
}

function proofs(
  students: readonly Mixture[],
  marks: Marks,
  again: Marks,
  worth: ReadonlyMap<string, number>,
): Measurement[] {
  const right = students.filter(({ student, parts }) =>
    parts.every(
      ({ day, part }, index) => marks.get(student)?.[index] === worth.get(keyOf(day.number, part)),
    ),
  );
  const same = [...again].filter(([student, points]) => `${marks.get(student)}` === `${points}`);
  return [
    counted("marked as its parts are worth", right.length, students.length),
    counted("the same in another order, by one judge", same.length, again.size),
  ];
}

function counted(name: string, count: number, outOf: number): Measurement {
  return {
    name,
    median: `${count} of ${outOf}`,
    range: "",
    target: verdict(count === outOf, "all"),
  };
}

function keyOf(day: number, { kind, id }: Part): string {
  return `${day} ${kind} ${id}`;
}
