import { DAYS } from "../../course/course.ts";
import { countGradings, type PastGrading, pastGrading } from "../../policy/attempts.ts";
import type { DayKey, Policy } from "../../policy/policy.ts";
import { studentView } from "../../policy/student-view.ts";
import type { SubmissionReport } from "../../report/report.ts";
import type { SubmissionFacts } from "./metadata.ts";

/** One submission for each reader of what Gradescope shows. */
export interface GradescopeViews {
  /** For the instructor: everything. */
  readonly full: SubmissionReport;
  /** For its author, now. */
  readonly now: SubmissionReport;
  /** For its author, from the due date on; absent if that changes nothing. */
  readonly later?: SubmissionReport;
  /** What the next grading of the same author has to know. */
  readonly gradings: readonly PastGrading[];
}

/** How many gradings are passed on: more than anybody makes before a due date. */
const GRADINGS_KEPT = 500;

/**
 * Narrows a submission by the policy. With facts from Gradescope, its author is named by them, and the
 * due date of every day is Gradescope's: it alone decides when the later view is opened.
 *
 * @param at - the time now
 */
export function gradescopeViews(
  submission: SubmissionReport,
  policy: Policy,
  { at, facts }: { at: Date; facts?: SubmissionFacts | undefined },
): GradescopeViews {
  if (!facts)
    return { full: submission, now: studentView(submission, policy, { at }), gradings: [] };
  const full = { ...submission, name: facts.name };
  const dated = facts.due ? withDue(policy, facts.due) : policy;
  const { createdAt, earlier, due } = facts;
  const { timeZone } = policy;
  const counts = countGradings(earlier, { at: createdAt, hash: full.hash, timeZone });
  const views = {
    full,
    now: studentView(full, dated, { at, ...counts }),
    gradings: [...earlier, pastGrading(full, createdAt)].slice(-GRADINGS_KEPT),
  };
  // What a limit of gradings withholds after the due date must not come by another way.
  return due && at < due ? { ...views, later: studentView(full, dated, { at: due }) } : views;
}

function withDue(policy: Policy, due: Date): Policy {
  const entries = DAYS.map(({ number }) => [String(number), due.toISOString()]);
  return { ...policy, due: Object.fromEntries(entries) as Record<DayKey, string>, extensions: {} };
}
