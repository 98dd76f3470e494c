import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClassReport } from "../class-report.ts";
import { cleanLine, cleanSubmission } from "../clean.ts";
import type { PageFacts } from "../html-parts.ts";
import { submissionBody } from "../html-submission.ts";
import { page } from "../page.ts";
import type { SubmissionReport } from "../report.ts";
import { slugsOf } from "../slugs.ts";
import { CLASS_STYLE } from "./class-style.ts";
import { ClassSums } from "./class-sums.ts";
import { replaceReport } from "./report-folder.ts";

/**
 * Writes a class as pages for its instructor: `index.html`, and a page for each student. They need no
 * script, no other file and no network. The same class gives the same bytes.
 *
 * @param directory - made if missing; what it holds of an earlier report is replaced when all is written
 * @throws a `UsageError` when the folder holds something else
 */
export async function writeClassPages(report: ClassReport, directory: string): Promise<void> {
  const facts = { courseHash: report.courseHash, layers: report.layers };
  const sums = new ClassSums(report.days);
  // Charts take a second to load, and whoever grades one submission draws none.
  const { classIndexBody } = await import("./class-index.ts");
  await replaceReport(directory, async (draft) => {
    for await (const { submission, slug } of withSlugs(report)) {
      const clean = cleanSubmission(submission);
      sums.add(clean, slug);
      await writePage(draft, slug, clean, { ...facts, home: `index.html#student-${slug}` });
    }
    const index = page("Class report", classIndexBody(sums, facts), CLASS_STYLE);
    await writeFile(join(draft, "index.html"), index);
  });
}

/**
 * Writes a page for each student to read, and nothing else. A page names nobody but its student and
 * shows what `view` leaves in a submission; layers of isolation are left out.
 *
 * @param directory - as for {@link writeClassPages}, and another folder than that
 * @param view - what the student may see
 */
export async function writeStudentPages(
  report: ClassReport,
  directory: string,
  view: (submission: SubmissionReport) => SubmissionReport,
): Promise<void> {
  await replaceReport(directory, async (draft) => {
    for await (const { submission, slug } of withSlugs(report)) {
      const clean = cleanSubmission(view(submission));
      await writePage(draft, slug, clean, { courseHash: report.courseHash, layers: [] });
    }
  });
}

async function writePage(
  folder: string,
  slug: string,
  submission: SubmissionReport,
  facts: PageFacts,
): Promise<void> {
  const html = page(submission.name, submissionBody(submission, facts));
  await writeFile(join(folder, `${slug}.html`), html, { flag: "wx" });
}

/** Each submission with the name of its page. Pages are named before the first is read. */
async function* withSlugs(report: ClassReport) {
  const { students } = report;
  const slugs = slugsOf(students.map((name) => cleanLine(name)));
  let index = 0;
  for await (const submission of report.submissions()) {
    const slug = slugs[index];
    if (slug === undefined || submission.name !== students[index]) {
      const expected = students[index] ?? "the end of the class";
      throw new Error(`Expected ${expected} at ${index} of the class, not ${submission.name}.`);
    }
    yield { submission, slug };
    index++;
  }
  if (index < students.length) {
    throw new Error(`The class ends after ${index} of its ${students.length} submissions.`);
  }
}
