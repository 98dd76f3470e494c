/**
 * Verdicts as JUnit XML, for what shows test results: Jenkins, GitLab, GitHub's reporters.
 *
 * | verdict | element | counted as |
 * | --- | --- | --- |
 * | `pass` | none | test |
 * | `fail`, `flaky`, `timeout` | `failure` | failure |
 * | `ungradable`, `suspicious`, `grader-error` | `error` | error |
 * | `blocked` | `skipped` | skipped |
 *
 * A suite is one day of one student; what the submission printed is its `system-out`, problems with
 * its files are its `system-err`.
 *
 * @see the schema of Jenkins for JUnit XML, junit-4.xsd to junit-10.xsd
 * @module
 */
import { create } from "xmlbuilder2";
import { cleanSubmission } from "../report/clean.ts";
import type { CheckResult, LabReport, SubmissionReport, Verdict } from "../report/report.ts";
import { checkText, finding, problemsText } from "./check-text.ts";

type Outcome = "failure" | "error" | "skipped";

const OUTCOMES: Readonly<Record<Verdict, Outcome | undefined>> = {
  pass: undefined,
  fail: "failure",
  flaky: "failure",
  timeout: "failure",
  ungradable: "error",
  suspicious: "error",
  "grader-error": "error",
  blocked: "skipped",
};

type Element = ReturnType<typeof create>;

/** XML has no place for some characters that cleaning leaves alone. */
const SETTINGS = { invalidCharReplacement: "\ufffd" };

/**
 * The XML in pieces, a suite at a time: memory does not grow with the number of submissions. A
 * submission of which no day was graded has a suite with one error, so that nobody is overlooked.
 */
export async function* junitReport(
  submissions: AsyncIterable<SubmissionReport> | Iterable<SubmissionReport>,
): AsyncIterable<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wal-labs">\n`;
  for await (const submission of submissions) {
    const clean = cleanSubmission(submission);
    if (clean.labs.length === 0) yield ungradedSuite(clean);
    for (const lab of clean.labs) yield suite(clean.name, lab);
  }
  yield "</testsuites>\n";
}

function suite(student: string, lab: LabReport): string {
  const { day, title, checks, problems, output } = lab;
  const count = (outcome: Outcome) =>
    String(checks.filter(({ verdict }) => OUTCOMES[verdict] === outcome).length);
  const element = child(create(SETTINGS), "testsuite", {
    name: `${student}, day ${day}: ${title}`,
    tests: String(checks.length),
    failures: count("failure"),
    errors: count("error"),
    skipped: count("skipped"),
    time: seconds(lab.durationMs),
  });
  for (const check of checks) addCase(element, className(student, day), check);
  if (output !== "") child(element, "system-out", {}, output);
  if (problems.length > 0) child(element, "system-err", {}, problemsText(problems));
  return written(element);
}

function addCase(parent: Element, classname: string, check: CheckResult): void {
  const outcome = OUTCOMES[check.verdict];
  const time = seconds(check.durationMs);
  const element = child(parent, "testcase", { name: check.id, classname, time });
  if (!outcome) return;
  // A skipped element has text alone in the older of the two schemas.
  const facts = outcome === "skipped" ? {} : { type: check.verdict, message: finding(check) };
  child(element, outcome, facts, checkText(check));
}

function ungradedSuite({ name, problems }: SubmissionReport): string {
  const counts = { tests: "1", failures: "0", errors: "1", skipped: "0" };
  const element = child(create(SETTINGS), "testsuite", { name, ...counts });
  const one = child(element, "testcase", { name: "graded", classname: className(name) });
  const facts = { type: "ungradable", message: "No day of it was graded." };
  child(one, "error", facts, problemsText(problems));
  return written(element);
}

/** What comes before the last dot is shown as a package, so a name must not bring dots of its own. */
function className(student: string, day?: number): string {
  const name = student.replaceAll(".", "_");
  return day === undefined ? name : `${name}.day${day}`;
}

function child(
  parent: Element,
  name: string,
  attributes: Readonly<Record<string, string>>,
  text = "",
): Element {
  const escaped = Object.entries(attributes).map(([key, value]) => [key, withEntities(value)]);
  return parent.ele(name, Object.fromEntries(escaped)).txt(withEntities(text));
}

/** The writer takes `&lt;` in a text for an entity that is already one, `&#0;` and `&any;` too. */
function withEntities(text: string): string {
  return text.replaceAll("&", "&amp;");
}

function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

function written(element: Element): string {
  return `${element.toString({ headless: true })}\n`;
}
