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
 * What makes of a report the one that its readers may see: by a level for all of it, with the settings
 * of `grader/policy.json`, or by a policy, which may give each day and each student a level of their own.
 *
 * @throws a `UsageError` when the policy cannot be read: before anything is graded.
 */
export async function audience({
  feedback,
  policy,
}: AudienceOptions): Promise<(report: GradeReport) => GradeReport> {
  const rules = await readPolicy(policy);
  if (policy === undefined) return (report) => withFeedback(report, feedback, rules);
  return (report) => {
    const { feedback: _, ...frame } = withFeedback({ ...report, submissions: [] }, "before-due");
    const at = new Date();
    return {
      ...frame,
      submissions: report.submissions.map((one) => studentView(one, rules, { at })),
    };
  };
}
