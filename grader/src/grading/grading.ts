import { availableDays, type Day } from "../course/course.ts";
import { courseHash } from "../course/course-hash.ts";
import { readSubmission, type Submission } from "../intake/submission.ts";
import type { JudgeOptions } from "../judge/judge.ts";
import { JudgePool } from "../judge/judge-pool.ts";
import type { GradeReport, LabReport, LayerReport, SubmissionReport } from "../report/report.ts";
import { detectLayers, type LayerName } from "../sandbox/index.ts";
import { judgeDay } from "../student-tests/judge-day.ts";
import { submissionHash } from "./submission-hash.ts";

/** What to grade and how. */
export interface GradingOptions extends JudgeOptions {
  /** Folders and archives, one for each submission. */
  readonly sources: readonly string[];
  /** The one day to grade; by default each day that a submission has files of. */
  readonly day?: Day | undefined;
  /** Called before each day of each submission. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Where a grading run stands. */
export interface Progress {
  /** Submissions graded so far. */
  readonly done: number;
  readonly total: number;
  readonly name: string;
  readonly day: Day;
}

/**
 * Grades submissions one after the other, the days of each side by side. What is wrong with one is in
 * its report and stops none of the others.
 *
 * @throws a `GraderError` when the course itself is broken.
 */
export async function grade(options: GradingOptions): Promise<GradeReport> {
  const startedAt = new Date();
  const pool = await JudgePool.start(options);
  try {
    const submissions: SubmissionReport[] = [];
    for (const source of options.sources) {
      submissions.push(await gradeOne(pool, source, submissions.length, options));
    }
    return {
      format: 1,
      courseHash: await courseHash(),
      startedAt: startedAt.toISOString(),
      durationMs: Date.now() - startedAt.getTime(),
      layers: await layerReports(options.withoutLayers),
      submissions,
    };
  } finally {
    await pool.close();
  }
}

/** The layers of isolation on this machine, as a report shows them. */
export async function layerReports(without: readonly string[] = []): Promise<LayerReport[]> {
  const { list } = await detectLayers(without as LayerName[]);
  return list.map(({ name, stops, inactive }) => ({
    name,
    active: !inactive,
    note: inactive ?? stops,
  }));
}

async function gradeOne(
  pool: JudgePool,
  source: string,
  done: number,
  { day, sources, onProgress, withoutLayers = [] }: GradingOptions,
): Promise<SubmissionReport> {
  const startedAt = performance.now();
  const submission = await readSubmission(source, { day });
  // The last day takes longest: begun first, it does not end alone.
  const days = day ? [day] : daysOf(submission).toReversed();
  const judged = await pool.map(days, (judge, each) => {
    onProgress?.({ done, total: sources.length, name: submission.name, day: each });
    return judgeDay(judge, submission, each, { withoutLayers });
  });
  const labs = judged.toReversed();
  const sum = (pick: (lab: LabReport) => number) =>
    labs.reduce((total, lab) => total + pick(lab), 0);
  return {
    name: submission.name,
    source,
    hash: submissionHash(submission),
    points: sum(({ points }) => points),
    outOf: sum(({ outOf }) => outOf),
    labs,
    problems: submission.problems.map(({ file, message }) => ({ where: file, message })),
    durationMs: Math.round(performance.now() - startedAt),
  };
}

/** The days a submission has files of; all of them when it has none, so that it is seen to be empty. */
function daysOf({ files }: Submission): readonly Day[] {
  const days = availableDays();
  const handedIn = days.filter(({ slug }) =>
    [...files.keys()].some((path) => path.startsWith(`${slug}/src/`)),
  );
  return handedIn.length > 0 ? handedIn : days;
}
