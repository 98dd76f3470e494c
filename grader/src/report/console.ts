import { cleanReport } from "./clean.ts";
import { submissionDetails } from "./console-details.ts";
import { submissionTable } from "./console-table.ts";
import type { GradeReport } from "./report.ts";
import { bySubmissionName } from "./scores.ts";
import { type Terminal, terminalOf } from "./terminal.ts";
import { countText, durationText, timeText } from "./wording.ts";
import { wrap } from "./wrap.ts";

/** Where a report is printed. */
export interface ConsoleOptions {
  /** Asked whether it takes colours. Standard output unless told otherwise. */
  readonly stream?: NodeJS.WritableStream;
  /** Characters in a line. Those of standard output unless told otherwise; at least 60 are used. */
  readonly width?: number;
}

/**
 * The report for a terminal: a table of submissions, then what each has to mend. Nothing that comes
 * from a submission can move the cursor or change colours. Ends with a line end.
 */
export function consoleReport(report: GradeReport, options: ConsoleOptions = {}): string {
  const { stream = process.stdout, width = process.stdout.columns } = options;
  const terminal = terminalOf(stream, width);
  const clean = cleanReport(report);
  const submissions = bySubmissionName(clean.submissions);
  const sections = [
    heading(clean, terminal),
    submissionTable(submissions, terminal),
    ...submissions.map((one) => submissionDetails(one, clean.feedback, terminal)),
    isolation(clean, terminal),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function heading(report: GradeReport, terminal: Terminal): string {
  const facts = [
    countText(report.submissions.length, "submission"),
    timeText(report.startedAt),
    `course ${report.courseHash.slice(0, 12)}`,
  ];
  if (report.durationMs > 0) facts.push(`graded in ${durationText(report.durationMs)}`);
  if (report.feedback) facts.push(`feedback: ${report.feedback}`);
  return terminal.paint("quiet", wrap(facts.join(", "), terminal.width).join("\n"));
}

function isolation(report: GradeReport, terminal: Terminal): string {
  const missing = report.layers.filter((layer) => !layer.active);
  const lines = missing.flatMap(({ name, note }) =>
    wrap(`Isolation layer not active: ${name}. ${note}`, terminal.width),
  );
  return lines.map((line) => terminal.paint("quiet", line)).join("\n");
}
