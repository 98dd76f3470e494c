import { UsageError } from "../course/usage-error.ts";
import type { ClassReport, DayFacts } from "../report/class-report.ts";
import { pairUp } from "./pair-up.ts";

/**
 * Several reports as that of one class, still read one submission at a time.
 *
 * @throws a {@link UsageError} when they are of different courses, or share a student.
 */
export function merged(reports: readonly [ClassReport, ...ClassReport[]]): ClassReport {
  const [first, ...rest] = reports;
  return rest.reduce(mergedPair, first);
}

function mergedPair(one: ClassReport, other: ClassReport): ClassReport {
  if (one.courseHash !== other.courseHash) {
    const hashes = [one, other].map(({ courseHash }) => courseHash.slice(0, 12)).join(" and ");
    throw new UsageError(
      `The reports are of different courses, ${hashes}: grade one of them again.`,
    );
  }
  const known = new Set(one.students);
  const shared = other.students.filter((name) => known.has(name));
  if (shared.length > 0) {
    const names = shared.map((name) => JSON.stringify(name)).join(", ");
    throw new UsageError(`Students in more than one of the reports: ${names}.`);
  }
  return {
    courseHash: one.courseHash,
    days: daysOfBoth(one.days, other.days),
    layers: one.layers,
    students: [...one.students, ...other.students].sort(),
    async *submissions() {
      for await (const [a, b] of pairUp(one.submissions(), other.submissions())) {
        if (a) yield a;
        if (b) yield b;
      }
    },
  };
}

/** The days of either. Those of the same course and number have the same checks. */
function daysOfBoth(some: readonly DayFacts[], others: readonly DayFacts[]): readonly DayFacts[] {
  const more = others.filter(({ number }) => !some.some((day) => day.number === number));
  return [...some, ...more].sort((a, b) => a.number - b.number);
}
