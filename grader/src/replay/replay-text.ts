import { cleanReport } from "../report/clean.ts";
import { submissionDetails } from "../report/console-details.ts";
import type { GradeReport, SubmissionReport } from "../report/report.ts";
import { type Terminal, terminalOf, verdictText } from "../report/terminal.ts";
import type { Replayed } from "./replay.ts";

/** What a replay found, for a terminal: verdict, message, story, places in the code. */
export function replayText(
  { courseHash, submission, check }: Replayed,
  terminal: Terminal = terminalOf(process.stdout, process.stdout.columns),
): string {
  const clean = cleaned(courseHash, submission);
  const facts = `submission ${submission.hash.slice(0, 12)}, course ${courseHash.slice(0, 12)}`;
  const { name } = clean;
  const head = `${verdictText(check.verdict, terminal)}  ${check.id} of ${name} (${facts})`;
  const details = submissionDetails(clean, undefined, terminal);
  return `${[head, details].filter(Boolean).join("\n\n")}\n`;
}

function cleaned(courseHash: string, submission: SubmissionReport): SubmissionReport {
  const report: GradeReport = {
    ...{ format: 1, courseHash, startedAt: "", durationMs: 0, layers: [] },
    submissions: [submission],
  };
  return cleanReport(report).submissions[0] ?? submission;
}
