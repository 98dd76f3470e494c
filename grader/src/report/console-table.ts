import Table from "cli-table3";
import type { SubmissionReport } from "./report.ts";
import { daysOf } from "./scores.ts";
import { type Terminal, verdictText } from "./terminal.ts";
import { verdictOf } from "./verdicts.ts";
import { percentOf, pointsText } from "./wording.ts";

const BAR_WIDTH = 12;
const LEAST_NAME_WIDTH = 12;

/** Rules above, below and under the head; nothing between rows and columns. */
const RULES = {
  ...{ "top-left": "", "top-mid": "─", "top-right": "" },
  ...{ "bottom-left": "", "bottom-mid": "─", "bottom-right": "" },
  ...{ "left-mid": "", "mid-mid": "─", "right-mid": "" },
  ...{ left: "", middle: " ", right: "" },
};

/** What there is room for beside name, percentage and verdict. */
interface Layout {
  readonly days: readonly number[];
  readonly barWidth: number;
}

/**
 * A row for each submission: name, points in each lab that any of them has, score, verdict. Where it
 * would not fit otherwise, names are cut, then bars left out, or else labs.
 */
export function submissionTable(
  submissions: readonly SubmissionReport[],
  terminal: Terminal,
): string {
  const nameless = submissions.map((submission) => ({ ...submission, name: "" }));
  const spareIn = (layout: Layout) =>
    terminal.width - tableOf(nameless, layout, terminal, LEAST_NAME_WIDTH).width;
  const days = daysOf(submissions);
  const smallest: Layout = { days: [], barWidth: BAR_WIDTH };
  const layouts: readonly Layout[] = [
    { days, barWidth: BAR_WIDTH },
    { days, barWidth: 0 },
  ];
  const layout = layouts.find((one) => spareIn(one) >= 0) ?? smallest;
  const full = tableOf(submissions, layout, terminal);
  if (full.width <= terminal.width) return trimmed(full.toString());
  const nameWidth = LEAST_NAME_WIDTH + Math.max(0, spareIn(layout));
  return trimmed(tableOf(submissions, layout, terminal, nameWidth).toString());
}

function tableOf(
  submissions: readonly SubmissionReport[],
  layout: Layout,
  terminal: Terminal,
  nameWidth: number | null = null,
): InstanceType<typeof Table> {
  const titles = ["submission", ...layout.days.map((day) => `day ${day}`), "score", "verdict"];
  const table = new Table({
    chars: RULES,
    colWidths: [nameWidth],
    head: titles.map((title) => terminal.paint("strong", title)),
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 1 },
  });
  table.push(...submissions.map((submission) => row(submission, layout, terminal)));
  return table;
}

function row(submission: SubmissionReport, layout: Layout, terminal: Terminal): string[] {
  const labs = layout.days.map((day) => {
    const lab = submission.labs.find((one) => one.day === day);
    return lab ? `${pointsText(lab.points)}/${pointsText(lab.outOf)}` : "–";
  });
  const percent = percentOf(submission.points, submission.outOf);
  const score = `${bar(percent, layout.barWidth, terminal)}${String(percent).padStart(3)} %`;
  return [submission.name, ...labs, score, verdictText(verdictOf(submission), terminal)];
}

function bar(percent: number, width: number, terminal: Terminal): string {
  if (width === 0) return "";
  const filled = Math.floor((percent * width) / 100);
  const rest = terminal.paint("quiet", "░".repeat(width - filled));
  return `${terminal.paint("good", "█".repeat(filled))}${rest} `;
}

function trimmed(table: string): string {
  return table.replace(/ +$/gm, "");
}
