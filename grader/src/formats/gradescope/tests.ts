import type { CheckResult, LabReport } from "../../report/report.ts";
import { earned } from "../../report/scores.ts";
import { countText } from "../../report/wording.ts";
import { checkText, problemsText } from "../check-text.ts";

/** When Gradescope shows a test to its author. */
export type Visibility = "visible" | "after_due_date" | "hidden";

/** One test of a `results.json`. */
export interface GradescopeTest {
  readonly name: string;
  readonly name_format: "text";
  readonly number?: string;
  /** Absent where nothing was judged. */
  readonly status?: "passed" | "failed";
  /** Absent where there is nothing to earn. */
  readonly score?: number;
  readonly max_score?: number;
  readonly output: string;
  readonly output_format: "text";
  readonly visibility: Visibility;
  readonly tags: readonly string[];
}

/** One day for each reader. */
export interface LabViews {
  readonly now: LabReport;
  readonly later: LabReport;
  readonly full: LabReport;
}

interface CheckViews {
  readonly now: CheckResult;
  readonly later: CheckResult;
  readonly full: CheckResult;
}

const ASK = "for-the-instructor";

/** The checks of a day, in order, each followed by what is shown of it later. */
export function checkTests({ now, later, full }: LabViews): readonly GradescopeTest[] {
  const counts = new Map<string, number>();
  return now.checks.flatMap((check, index) => {
    const place = (counts.get(check.exercise) ?? 0) + 1;
    counts.set(check.exercise, place);
    const views = {
      now: check,
      later: later.checks[index] ?? check,
      full: full.checks[index] ?? check,
    };
    return testsOf(views, `${check.exercise}.${place}`);
  });
}

/** What a day has beyond its checks: what the submission printed, and the tests handed in with it. */
export function labTests({ now, later }: LabViews): readonly GradescopeTest[] {
  const { tests, day } = now;
  const printed = now.output || later.output;
  return [
    ...(printed === ""
      ? []
      : [
          remark(
            `Day ${day}: what was printed`,
            printed,
            now.output ? "visible" : "after_due_date",
          ),
        ]),
    ...(tests
      ? [
          {
            ...remark(`Day ${day}: your own tests`, testsText(tests), "visible"),
            status: tests.valid ? ("passed" as const) : ("failed" as const),
          },
        ]
      : []),
  ];
}

function testsOf({ now, later, full }: CheckViews, number: string): readonly GradescopeTest[] {
  const [shown, opening, all] = [checkText(now), checkText(later), checkText(full)];
  const judged = judgement(now);
  const name = now.invariant ? `${now.id} (${now.invariant})` : now.id;
  const tags = [now.verdict, `exercise-${now.exercise}`, ...(needsPerson(now) ? [ASK] : [])];
  const main = { ...remark(name, shown, "visible"), number, ...judged, tags };
  const companion = (title: string, text: string, visibility: Visibility) => ({
    ...remark(`${name}: ${title}`, text, visibility),
    ...(judged.status && { status: judged.status }),
    number,
  });
  return [
    main,
    ...(opening === shown ? [] : [companion("what happened", opening, "after_due_date")]),
    ...(needsPerson(full) && all !== opening ? [companion("the evidence", all, "hidden")] : []),
  ];
}

function judgement(check: CheckResult): Pick<GradescopeTest, "status" | "score" | "max_score"> {
  if (!isJudged(check)) return {};
  const score = earned(check);
  const isDecided = check.override?.points !== undefined;
  const held = isDecided ? score >= check.points : check.verdict === "pass";
  return { status: held ? "passed" : "failed", score, max_score: check.points };
}

/** Whether there is a mark: the grader's own, or an instructor's where the grader failed. */
export function isJudged({ verdict, override }: CheckResult): boolean {
  return verdict !== "grader-error" || override?.points !== undefined;
}

function needsPerson({ verdict }: CheckResult): boolean {
  return verdict === "suspicious" || verdict === "grader-error";
}

function remark(name: string, output: string, visibility: Visibility): GradescopeTest {
  return { name, name_format: "text", output, output_format: "text", visibility, tags: [] };
}

function testsText({ tests, valid, noticed, outOf, problems }: NonNullable<LabReport["tests"]>) {
  const sum = valid
    ? `They notice ${noticed} of ${countText(outOf, "planted bug")}.`
    : "They are not valid: a correct log must pass every one of them.";
  return [`${countText(tests, "test")}. ${sum}`, problemsText(problems)]
    .filter((part) => part !== "")
    .join("\n\n");
}
