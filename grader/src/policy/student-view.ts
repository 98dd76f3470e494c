import { type Allowance, type Attempts, allowanceOf } from "../report/allowance.ts";
import { narrowLab, narrowSubmission } from "../report/feedback.ts";
import type { LabFeedback, LabReport, SubmissionReport } from "../report/report.ts";
import { dateIn, momentText, nextDate } from "./calendar.ts";
import { dueOf, phaseOf } from "./phase.ts";
import type { Policy } from "./policy.ts";

/** When a student looks, and how often already. */
export interface Viewing {
  readonly at: Date;
  /** Gradings of this student today, this one included. Left out, they are not limited. */
  readonly gradings?: number;
  /** Left out, nothing has failed before. */
  readonly attempts?: Attempts;
}

/**
 * A submission as its author may see it: each day by its own due date and the author's extensions. The
 * `feedback` of each lab says what its level is, and what is withheld until when. Narrowing twice shows
 * no more than either.
 */
export function studentView(
  submission: SubmissionReport,
  policy: Policy,
  viewing: Viewing,
): SubmissionReport {
  const views = submission.labs.map((lab) => {
    const feedback = feedbackFor(lab, submission.name, policy, viewing);
    return { lab, feedback, allowed: allowanceOf(feedback.level, policy, viewing.attempts) };
  });
  return {
    ...narrowSubmission(submission, wholeOf(views.map(({ allowed }) => allowed))),
    labs: views.map(({ lab, feedback, allowed }) => ({ ...narrowLab(lab, allowed), feedback })),
  };
}

/** The time of the whole tells that of a part, as soon as the other parts are known. */
function wholeOf(labs: readonly Allowance[]): Allowance {
  return { ...allowanceOf("scores"), durations: labs.every(({ durations }) => durations) };
}

function feedbackFor(
  { day }: LabReport,
  student: string,
  policy: Policy,
  { at, gradings = 0 }: Viewing,
): LabFeedback {
  const { detailsPerDay } = policy;
  if (detailsPerDay !== null && gradings > detailsPerDay) {
    return { level: "scores", note: usedUp(gradings, detailsPerDay, policy.timeZone, at) };
  }
  const level = phaseOf(policy, day, student, at);
  const due = dueOf(policy, day, student);
  const isWaiting = level === "before-due" && due && opensMore(policy);
  return {
    level,
    note: isWaiting ? `More is shown from ${momentText(policy.timeZone, due)} on.` : "",
  };
}

/** Whether the due date changes what is seen. */
function opensMore({ shown }: Policy): boolean {
  const [before, after] = [shown["before-due"], shown["after-due"]];
  return (["findings", "output", "durations"] as const).some((one) => after[one] && !before[one]);
}

function usedUp(gradings: number, limit: number, timeZone: string, at: Date): string {
  const next = nextDate(dateIn(timeZone, at));
  return (
    `This is grading ${gradings} of the day, and ${limit} show details. ` +
    `Details come again on ${next}, from 00:00 on (${timeZone}).`
  );
}
