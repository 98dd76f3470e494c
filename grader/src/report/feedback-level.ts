/**
 * Who reads a report, and when. What the three phases of a course show is up to the policy; this is
 * what `DEFAULT_POLICY` makes of them.
 *
 * | field | scores | before-due | practice, after-due | instructor |
 * | --- | --- | --- | --- | --- |
 * | verdict, points, exercise, id, invariant, measures | all | all | all | all |
 * | problems of files, imports, types and own tests | all | all | all | all |
 * | overrides and comments | all | all | all | all |
 * | rationale | none | all | all | all |
 * | hints | none | by attempt | all | all |
 * | message, story, frames | none | none | all | all |
 * | output of the submission, durations | none | none | all | all |
 * | message, story, frames of `suspicious`, `grader-error` | none | none | none | all |
 * | source, isolation layers | none | none | none | all |
 *
 * Before the due date not even what the submission itself printed is shown, nor how long it took: it
 * has seen the hidden inputs, and could print them, or count them out in seconds.
 *
 * `scores` is what a grading shows after the details of its day have been used up.
 */
export type FeedbackLevel = "practice" | "before-due" | "after-due" | "scores" | "instructor";

/** The levels, the way they are typed on the command line. */
export const FEEDBACK_LEVELS: readonly FeedbackLevel[] = [
  "practice",
  "before-due",
  "after-due",
  "scores",
  "instructor",
];
