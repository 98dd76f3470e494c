/**
 * Who reads a report, and when.
 *
 * | field | practice | before-due | after-due | instructor |
 * | --- | --- | --- | --- | --- |
 * | verdict, points, exercise, id, invariant, rationale | all | all | all | all |
 * | problems of files, imports and types | all | all | all | all |
 * | hints | all | the first | all | all |
 * | message, story, frames | all | none | all | all |
 * | output of the submission, durations | all | none | all | all |
 * | message, story, frames of `suspicious`, `grader-error` | none | none | none | all |
 * | source, isolation layers | none | none | none | all |
 *
 * Before the due date not even what the submission itself printed is shown, nor how long it took: it
 * has seen the hidden inputs, and could print them, or count them out in seconds.
 */
export type FeedbackLevel = "practice" | "before-due" | "after-due" | "instructor";

/** The levels, the way they are typed on the command line. */
export const FEEDBACK_LEVELS: readonly FeedbackLevel[] = [
  "practice",
  "before-due",
  "after-due",
  "instructor",
];
