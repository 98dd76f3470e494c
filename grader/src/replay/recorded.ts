import type { FeedbackLevel } from "../report/feedback-level.ts";
import type { CheckResult, SubmissionReport } from "../report/report.ts";
import type { Replayed } from "./replay.ts";

/** What a report says about a check. */
export interface Recorded {
  readonly courseHash: string;
  /** Of the submission that was judged then. */
  readonly hash: string;
  readonly check: CheckResult;
  /** Whether nothing was left out of the report for its reader. */
  readonly isWhole: boolean;
}

/** What a submission's report says about a check; nothing when it has not that check. */
export function recordedIn(
  submission: SubmissionReport,
  id: string,
  { courseHash, feedback }: { courseHash: string; feedback?: FeedbackLevel | undefined },
): Recorded | undefined {
  const lab = submission.labs.find(({ checks }) => checks.some((check) => check.id === id));
  const check = lab?.checks.find((one) => one.id === id);
  if (!lab || !check) return undefined;
  const level = lab.feedback ?? feedback ?? "instructor";
  return { courseHash, hash: submission.hash, check, isWhole: level === "instructor" };
}

/**
 * In sentences, in what a replay differs from the report; empty when it is the same. Another course or
 * other files come first, since they explain the rest.
 */
export function differences(replayed: Replayed, recorded: Recorded): string[] {
  const { check, submission, courseHash } = replayed;
  const then = recorded.check;
  const found: string[] = [];
  if (courseHash !== recorded.courseHash) {
    found.push(`The course is another one: ${courseHash}, then ${recorded.courseHash}.`);
  }
  if (submission.hash !== recorded.hash) {
    found.push(`The submission is another one: ${submission.hash}, then ${recorded.hash}.`);
  }
  if (check.verdict !== then.verdict) {
    found.push(`The verdict is ${check.verdict}, then it was ${then.verdict}.`);
  }
  return recorded.isWhole ? [...found, ...textsThatDiffer(check, then)] : found;
}

function textsThatDiffer(now: CheckResult, then: CheckResult): string[] {
  const found: string[] = [];
  if (now.message !== then.message) found.push(`The message was: ${then.message || "none"}`);
  if ((now.story ?? "") !== (then.story ?? "")) found.push("The story is another one.");
  if (now.frames.join() !== then.frames.join()) {
    found.push(`The places in the code were: ${then.frames.join(", ") || "none"}`);
  }
  return found;
}
