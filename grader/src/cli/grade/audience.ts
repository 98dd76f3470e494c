import { readPolicy } from "../../policy/read-policy.ts";
import { studentView } from "../../policy/student-view.ts";
import { withFeedback } from "../../report/feedback.ts";
import type { FeedbackLevel } from "../../report/feedback-level.ts";
import type { GradeReport } from "../../report/report.ts";

/** Who will read what is written. */
export interface AudienceOptions {
  readonly feedback: FeedbackLevel;
  /** A file with a policy. It goes before `feedback`. */
  readonly policy?: string;
}

/**
 * The report as its readers may see it: by a level for all of it, or by a policy, which may give each
 * day and each student a level of their own.
 */
export async function forAudience(
  report: GradeReport,
  { feedback, policy }: AudienceOptions,
  at: Date = new Date(),
): Promise<GradeReport> {
  if (policy === undefined) return withFeedback(report, feedback);
  const rules = await readPolicy(policy);
  const { feedback: _, ...frame } = withFeedback({ ...report, submissions: [] }, "before-due");
  const submissions = report.submissions.map((one) => studentView(one, rules, { at }));
  return { ...frame, submissions };
}
