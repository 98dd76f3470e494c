import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesIn } from "../../src/course/course.ts";
import { check50Json } from "../../src/formats/check50.ts";
import { classroomResult } from "../../src/formats/classroom.ts";
import { gradescopeResults } from "../../src/formats/gradescope/results.ts";
import { gradescopeViews } from "../../src/formats/gradescope/views.ts";
import { junitReport } from "../../src/formats/junit.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { studentView, type Viewing } from "../../src/policy/student-view.ts";
import { writeStudentPages } from "../../src/report/class/class-pages.ts";
import type { ClassReport } from "../../src/report/class-report.ts";
import { consoleReport } from "../../src/report/console.ts";
import { writeGradeReport } from "../../src/report/json.ts";
import type { GradeReport, SubmissionReport } from "../../src/report/report.ts";

const COURSE_HASH = "c0".repeat(32);

/** Every file that tells a student about a submission, by name, as a policy has it at some time. */
export async function studentFiles(
  submission: SubmissionReport,
  policy: Policy,
  viewing: Viewing,
): Promise<Map<string, string>> {
  const view = studentView(submission, policy, viewing);
  const report: GradeReport = {
    ...{ format: 1, courseHash: COURSE_HASH, startedAt: viewing.at.toISOString() },
    ...{ durationMs: 0, layers: [], submissions: [view] },
  };
  const junit: string[] = [];
  for await (const part of junitReport([view])) junit.push(part);
  return new Map([
    ["report.json", writeGradeReport(report)],
    ["console.txt", consoleReport(report, { width: 100 })],
    ["student.html", await studentPage(submission, policy, viewing)],
    ["junit.xml", junit.join("")],
    ["check50.json", JSON.stringify(check50Json(view))],
    ["classroom.json", JSON.stringify(classroomResult(view))],
    ["answer.json", JSON.stringify({ report: view, courseHash: COURSE_HASH })],
    ["gradescope.json", gradescopeFile(submission, policy, viewing)],
  ]);
}

async function studentPage(submission: SubmissionReport, policy: Policy, viewing: Viewing) {
  const folder = await mkdtemp(join(tmpdir(), "wal-labs-leaks-"));
  const report: ClassReport = {
    ...{ courseHash: COURSE_HASH, days: [], layers: [], students: [submission.name] },
    async *submissions() {
      yield submission;
    },
  };
  try {
    const pages = join(folder, "pages");
    await writeStudentPages(report, pages, (one) => studentView(one, policy, viewing));
    const written = (await filesIn(pages)).filter((path) => path.endsWith(".html"));
    const texts = written.map((path) => readFile(join(pages, path), "utf8"));
    return (await Promise.all(texts)).join("\n");
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What Gradescope shows at that time: it keeps hidden tests and those of later to itself. */
function gradescopeFile(submission: SubmissionReport, policy: Policy, viewing: Viewing): string {
  const facts = {
    ...{ name: submission.name, due: undefined, earlier: earlier(viewing) },
    createdAt: viewing.at,
  };
  const views = gradescopeViews(submission, policy, { at: viewing.at, facts });
  const results = gradescopeResults(views, { courseHash: COURSE_HASH });
  const tests = results.tests.filter(({ visibility }) => visibility === "visible");
  return JSON.stringify({ ...results, tests });
}

function earlier({ at, gradings = 1 }: Viewing) {
  const failed = Array.from({ length: gradings - 1 }, () => at.toISOString());
  return failed.map((time, index) => ({ at: time, hash: `earlier-${index}`, failed: [] }));
}
