import { testsText } from "./console-tests.ts";
import type { FeedbackLevel } from "./feedback-level.ts";
import { findingOf } from "./finding.ts";
import { nextStep } from "./next-step.ts";
import { replayCommand } from "./replay-command.ts";
import type { CheckResult, LabReport, Problem, SubmissionReport } from "./report.ts";
import { unmet, unrun } from "./scores.ts";
import { type Terminal, verdictText } from "./terminal.ts";
import { countText, pointsText } from "./wording.ts";
import { wrap } from "./wrap.ts";

const INDENT = "  ";
const STORY_MARGIN = "    │";
const LABEL_WIDTH = 8;

/** What the lines about a submission depend on. */
interface Context {
  readonly submission: SubmissionReport;
  readonly feedback: FeedbackLevel | undefined;
  readonly terminal: Terminal;
}

/** What a submission has to mend, in sections; empty if there is nothing. */
export function submissionDetails(
  submission: SubmissionReport,
  feedback: FeedbackLevel | undefined,
  terminal: Terminal,
): string {
  const context: Context = { submission, feedback, terminal };
  const problems = [submission, ...submission.labs].flatMap((part) => part.problems);
  const count = submission.labs.flatMap((lab) => [...unmet(lab), ...unrun(lab)]).length;
  const sections = [
    ...problems.map((problem) => problemText(problem, terminal)),
    ...submission.labs.flatMap((lab) => [...labTexts(lab, context), testsText(lab, terminal)]),
  ].filter((section) => section !== "");
  if (sections.length === 0) return "";
  return [titleText(count, context), ...sections].join("\n\n");
}

/** What a day has to mend. Its own feedback level comes before that of the report. */
function labTexts(lab: LabReport, report: Context): readonly string[] {
  const { level = report.feedback, note = "" } = lab.feedback ?? {};
  const context = { ...report, feedback: level };
  const texts = [
    unrunText(unrun(lab), context),
    ...unmet(lab).map((check) => checkText(check, context)),
  ].filter((text) => text !== "");
  if (note === "" || texts.length === 0) return texts;
  return [indented(`Day ${lab.day}. ${note}`, report.terminal).join("\n"), ...texts];
}

function titleText(count: number, { submission, terminal }: Context): string {
  const { name, points, outOf } = submission;
  const facts = `${pointsText(points)} of ${pointsText(outOf)} points`;
  const rest = count > 0 ? `, ${countText(count, "check")} to look at` : "";
  return `${terminal.paint("strong", name)}: ${facts}${rest}`;
}

function problemText(problem: Problem, terminal: Terminal): string {
  const head = `${INDENT}${terminal.paint("mend", "✗ problem")}  ${problem.where}`;
  const hints = problem.hint ? labelled("hint", problem.hint, terminal) : [];
  return [head, ...indented(problem.message, terminal), ...hints].join("\n");
}

function unrunText(checks: readonly CheckResult[], context: Context): string {
  const [first] = checks;
  if (first === undefined) return "";
  const title = `${countText(checks.length, "check")} not run`;
  return [...headLines(first, title, context), ...nextLines(first, context)].join("\n");
}

function checkText(check: CheckResult, context: Context): string {
  const { terminal } = context;
  const facts = [`exercise ${check.exercise}`, countText(check.points, "point")];
  if (check.invariant) facts.push(check.invariant);
  const [head = "", ...finding] = headLines(check, check.id, context);
  return [
    head,
    ...indented(facts.join(", "), terminal).map((line) => terminal.paint("quiet", line)),
    ...finding,
    ...storyLines(check.story ?? "", terminal),
    ...(check.verdict === "blocked" ? [] : helpLines(check, terminal)),
    ...nextLines(check, context),
    ...replayLines(check, context),
  ].join("\n");
}

/** One line however long: it is there to be copied. */
function replayLines(check: CheckResult, context: Context): readonly string[] {
  const { submission, feedback = "instructor", terminal } = context;
  const command = feedback === "instructor" ? replayCommand(submission, check) : undefined;
  if (command === undefined) return [];
  return [`${INDENT.repeat(2)}${terminal.paint("quiet", "replay".padEnd(LABEL_WIDTH))}${command}`];
}

function headLines(check: CheckResult, title: string, context: Context): readonly string[] {
  const { terminal, feedback } = context;
  const head = `${verdictText(check.verdict, terminal)}  ${terminal.paint("strong", title)}`;
  return [`${INDENT}${head}`, ...indented(findingOf(check, feedback), terminal)];
}

function nextLines(check: CheckResult, { submission, terminal }: Context): readonly string[] {
  return labelled("next", nextStep(check, submission), terminal);
}

function storyLines(story: string, terminal: Terminal): readonly string[] {
  if (story === "") return [];
  const lines = story.trimEnd().split("\n");
  return [
    "",
    ...lines.map((line) => `${terminal.paint("quiet", STORY_MARGIN)} ${line}`.trimEnd()),
    "",
  ];
}

function helpLines(check: CheckResult, terminal: Terminal): readonly string[] {
  return [
    ...(check.frames.length > 0 ? labelled("at", check.frames.join("\n"), terminal) : []),
    ...(check.rationale === "" ? [] : labelled("why", check.rationale, terminal)),
    ...check.hints.flatMap((hint, rung) => labelled(`hint ${rung + 1}`, hint, terminal)),
  ];
}

function labelled(label: string, text: string, terminal: Terminal): readonly string[] {
  const margin = INDENT.length * 2 + LABEL_WIDTH;
  return wrap(text, terminal.width - margin).map((line, index) => {
    const head = (index === 0 ? label : "").padEnd(LABEL_WIDTH);
    return `${INDENT.repeat(2)}${terminal.paint("quiet", head)}${line}`;
  });
}

function indented(text: string, terminal: Terminal): readonly string[] {
  const margin = INDENT.repeat(2);
  return wrap(text, terminal.width - margin.length).map((line) => `${margin}${line}`);
}
