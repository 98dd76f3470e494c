import { bugsOf } from "../../../src/bugs/bugs.ts";
import { DAYS } from "../../../src/course/course.ts";
import type { ClassReport, DayFacts } from "../../../src/report/class-report.ts";
import type {
  CheckFacts,
  CheckResult,
  LabReport,
  SubmissionReport,
  Verdict,
} from "../../../src/report/report.ts";
import { gravest } from "../../../src/report/verdicts.ts";
import { REPORT } from "../fixture.ts";

/** One in so many checks, so that pages are small and tests are quick. */
const KEPT = 5;

/** Checks of the course that planted bugs name, with made-up points and rules. */
export const CLASS_DAYS: readonly DayFacts[] = DAYS.map((day) => {
  const ids = [...new Set(bugsOf(day).map(({ noticedBy }) => noticedBy))].sort(byId);
  const checks = ids.filter((_, index) => index % KEPT === 0).map(checkFacts);
  return { number: day.number, title: day.title, checks };
});

/** A class whose submissions are made while they are read. `Student 007` is always the same one. */
export class MadeUpClass implements ClassReport {
  readonly courseHash = REPORT.courseHash;
  readonly days = CLASS_DAYS;
  readonly layers = REPORT.layers;
  readonly students: readonly string[];
  readonly #change: (submission: SubmissionReport) => SubmissionReport;

  constructor(
    size: number,
    change: (submission: SubmissionReport) => SubmissionReport = (submission) => submission,
  ) {
    this.#change = change;
    this.students = Array.from({ length: size }, (_, index) => change(submissionOf(index)).name);
  }

  async *submissions(): AsyncGenerator<SubmissionReport> {
    for (let index = 0; index < this.students.length; index++) {
      yield this.#change(submissionOf(index));
    }
  }
}

function submissionOf(index: number): SubmissionReport {
  const random = randomFrom(index + 1);
  const skill = 0.45 + 0.6 * Math.sqrt(random());
  const isUnfinished = index % 11 === 5;
  const labs = CLASS_DAYS.slice(0, isUnfinished ? 3 : 5).map((day) =>
    labOf(day, index, skill, random),
  );
  const name = `${FIRST[index % FIRST.length]} ${String(index).padStart(3, "0")}`;
  return {
    name,
    source: `/srv/hand-in/${name}.zip`,
    hash: index.toString(16).padStart(64, "0"),
    points: sum(labs.map(({ points }) => points)),
    outOf: sum(labs.map(({ outOf }) => outOf)),
    labs,
    problems: index % 13 === 4 ? [{ where: "package.json", message: "Left out." }] : [],
    durationMs: 9_000 + index,
  };
}

function labOf(day: DayFacts, index: number, skill: number, random: () => number): LabReport {
  const isUnrun = random() < 0.03;
  const difficulty = day.number * 0.04;
  const checks = day.checks.map((facts) => {
    const holds = random() < skill - difficulty - (facts.points > 3 ? 0.12 : 0);
    return resultOf(facts, isUnrun ? "ungradable" : verdictFor(holds, index, random));
  });
  const verdict = gravest(checks.map((check) => check.verdict));
  const passed = checks.filter((check) => check.verdict === "pass");
  const outOf = sum(checks.map(({ points }) => points));
  const points = sum(passed.map((check) => check.points));
  const tests = day.number < 3 && index % 7 === 2 ? { tests: testsOf(day, index) } : {};
  const { number, title } = day;
  return {
    day: number,
    title,
    verdict,
    points,
    outOf,
    checks,
    problems: [],
    output: "",
    ...tests,
    durationMs: 900,
  };
}

function verdictFor(holds: boolean, index: number, random: () => number): Verdict {
  const luck = random();
  if (holds) return index === 17 && luck < 0.05 ? "suspicious" : "pass";
  if (luck < 0.15) return "blocked";
  if (luck < 0.2) return "timeout";
  return luck < 0.21 ? "flaky" : "fail";
}

function resultOf(facts: CheckFacts, verdict: Verdict): CheckResult {
  const message = verdict === "pass" ? "" : `Expected ${facts.id} to hold. Its ${SECRET}.`;
  const measures =
    facts.id.startsWith("5.1-") && verdict === "pass"
      ? { measures: [{ name: "appends of ten callers", value: 1_000, unit: "a virtual second" }] }
      : {};
  return { ...facts, verdict, message, frames: [], ...measures, durationMs: 10 };
}

function testsOf(day: DayFacts, index: number) {
  const outOf = bugsOf(DAYS[day.number - 1] as (typeof DAYS)[number]).length;
  const valid = index % 2 === 0;
  const problems = valid ? [] : [{ where: "tests/log.test.ts", message: "A variant fails it." }];
  return { tests: 9, valid, noticed: valid ? Math.floor(outOf / 2) : 0, outOf, problems };
}

/** What only the instructor is to see. */
export const SECRET = "hidden input was 41";

const FIRST = ["Aïcha", "Bob", "Chloé", "Đặng", "Émile", "Fatima", "Grzegorz", "Hana", "林"];

function checkFacts(id: string, index: number): CheckFacts {
  const exercise = id.slice(0, id.indexOf("-"));
  const invariants = /sync|durab|crash|fail|ack/.test(id)
    ? { invariant: `O${(index % 9) + 1}` }
    : {};
  return {
    ...{ id, exercise, points: 2 + (index % 4), ...invariants },
    rationale: "What is not on the disk is gone when the power is.",
    ...{ hints: ["Read it again.", "Await it."], needs: [] },
  };
}

function byId(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
