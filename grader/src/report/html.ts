import { cleanReport } from "./clean.ts";
import { indexBody } from "./html-index.ts";
import { submissionBody } from "./html-submission.ts";
import { page } from "./page.ts";
import type { GradeReport } from "./report.ts";
import { bySubmissionName } from "./scores.ts";
import { slugsOf } from "./slugs.ts";

/** A file of the report for a browser. */
export interface HtmlPage {
  /** Its name in the folder they all go to: `index.html` or `<slug>.html`. */
  readonly file: string;
  readonly html: string;
}

/**
 * The report as pages: an index, then one for each submission, by name. A page needs no other file
 * and no script, and names no other submission, so it can be handed to the student it is about.
 */
export function htmlReport(report: GradeReport): readonly HtmlPage[] {
  const clean = cleanReport(report);
  const submissions = bySubmissionName(clean.submissions);
  const slugs = slugsOf(submissions.map(({ name }) => name));
  const facts = { ...clean, home: "index.html" };
  const entries = submissions.map((submission, index) => ({
    submission,
    file: `${slugs[index]}.html`,
  }));
  return [
    { file: "index.html", html: page("Grade report", indexBody(clean, entries)) },
    ...entries.map(({ submission, file }) => ({
      file,
      html: page(submission.name, submissionBody(submission, facts)),
    })),
  ];
}
