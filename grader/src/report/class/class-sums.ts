import { isBlank } from "../blank.ts";
import type { DayFacts } from "../class-report.ts";
import { Leaderboards } from "../html-leaderboard.ts";
import type { CheckFacts, CheckResult, SubmissionReport, Verdict } from "../report.ts";
import { exerciseScores } from "../scores.ts";
import { type Standing, standingOf } from "./exercise-standing.ts";
import { rowOf, type StudentRow } from "./student-row.ts";

/** One check over the class. */
export interface CheckSum {
  readonly day: number;
  readonly check: CheckFacts;
  readonly verdicts: Map<Verdict, number>;
  /** Indices of the rows of those who missed it: something was there to run, and it did not hold. */
  readonly missedBy: number[];
}

/** One exercise over the class. */
export interface ExerciseSum {
  readonly day: number;
  readonly exercise: string;
  readonly standings: Map<Standing, number>;
}

/** One numbered rule over the class. */
export interface InvariantSum {
  readonly invariant: string;
  readonly checks: readonly CheckFacts[];
  /** Submissions in which at least one of its checks was run. */
  tried: number;
  /** Indices of the rows of those who broke it. */
  readonly brokenBy: number[];
}

const RAN: readonly Verdict[] = ["pass", "fail", "flaky", "timeout"];
const MISSED: readonly Verdict[] = ["fail", "flaky", "timeout"];
/** A timeout breaks no rule: nothing was promised. */
const BROKEN: readonly Verdict[] = ["fail", "flaky"];

/** What the index says about a class, summed up one submission at a time. */
export class ClassSums {
  readonly days: readonly DayFacts[];
  readonly rows: StudentRow[] = [];
  readonly checks: ReadonlyMap<string, CheckSum>;
  readonly exercises: ReadonlyMap<string, ExerciseSum>;
  readonly invariants: readonly InvariantSum[];
  readonly leaderboards = new Leaderboards();

  constructor(days: readonly DayFacts[]) {
    const checks = days.flatMap((day) =>
      day.checks.map((check) => ({ day: day.number, check, verdicts: new Map(), missedBy: [] })),
    );
    this.days = days;
    this.checks = new Map(checks.map((sum) => [sum.check.id, sum]));
    this.exercises = new Map(
      checks.map(({ day, check: { exercise } }) => [
        exercise,
        { day, exercise, standings: new Map() },
      ]),
    );
    this.invariants = invariantSums(checks.map(({ check }) => check));
  }

  /** What there is to earn. */
  get outOf(): number {
    return this.days.reduce((sum, day) => sum + outOfDay(day), 0);
  }

  /** Counts a submission in. Labs of other days than the class's are left out. */
  add(submission: SubmissionReport, slug: string): void {
    const row = this.rows.push(rowOf(submission, slug, this.days)) - 1;
    const numbers = this.days.map(({ number }) => number);
    const labs = submission.labs.filter(({ day }) => numbers.includes(day));
    const results = labs.flatMap((lab) => lab.checks);
    for (const result of results) this.#addCheck(result, row);
    for (const { exercise, checks } of labs.flatMap(exerciseScores)) {
      const standings = this.exercises.get(exercise)?.standings;
      if (standings) count(standings, standingOf(checks));
    }
    this.#addInvariants(results, row);
    this.leaderboards.add(submission, `${slug}.html`);
  }

  #addCheck(result: CheckResult, row: number): void {
    const sum = this.checks.get(result.id);
    if (sum === undefined) return;
    count(sum.verdicts, result.verdict);
    if (MISSED.includes(result.verdict) && !isBlank(result)) sum.missedBy.push(row);
  }

  #addInvariants(results: readonly CheckResult[], row: number): void {
    for (const sum of this.invariants) {
      const own = results.filter((one) => one.invariant === sum.invariant && !isBlank(one));
      if (own.some(({ verdict }) => RAN.includes(verdict))) sum.tried++;
      if (own.some(({ verdict }) => BROKEN.includes(verdict))) sum.brokenBy.push(row);
    }
  }
}

/** What there is to earn on a day. */
export function outOfDay(day: DayFacts): number {
  return day.checks.reduce((sum, { points }) => sum + points, 0);
}

function invariantSums(checks: readonly CheckFacts[]): readonly InvariantSum[] {
  const names = new Set(checks.flatMap(({ invariant }) => invariant ?? []));
  return [...names].sort().map((invariant) => ({
    invariant,
    checks: checks.filter((check) => check.invariant === invariant),
    tried: 0,
    brokenBy: [],
  }));
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
