import type { BookFacts } from "../../src/class/book.ts";
import { DAYS, type Day } from "../../src/course/course.ts";
import type { Submission } from "../../src/intake/submission.ts";
import { labReport } from "../../src/judge/lab-report.ts";
import type { QueueCourse } from "../../src/queue/queued-submission.ts";
import type { DayFacts } from "../../src/report/class-report.ts";
import type { CheckFacts, LabReport, Verdict } from "../../src/report/report.ts";

export const DAY = DAYS[0] as Day;

const CHECK: CheckFacts = {
  ...{ id: "1.1-made-up", exercise: "1.1", points: 10 },
  ...{ rationale: "Why it matters.", hints: ["A nudge.", "Nearly the answer."], needs: [] },
};

const FACTS: DayFacts = { number: 1, title: DAY.title, checks: [CHECK] };

export const COURSE: QueueCourse = { courseHash: "a".repeat(64), ownFoundation: false, days: [1] };

export const BOOK_FACTS: BookFacts = {
  ...{ format: 1, courseHash: COURSE.courseHash, ownFoundation: false },
  ...{ days: [FACTS], layers: [] },
};

/** A made-up judge: passes whoever wrote `good`. Says which file it has seen. */
export async function judgeQuickly({ files }: Submission): Promise<LabReport[]> {
  const text = new TextDecoder().decode([...files.values()][0]);
  return [madeUpLab(text.includes("good") ? "pass" : "fail", text)];
}

export function madeUpLab(verdict: Verdict, message = ""): LabReport {
  const check = { ...CHECK, verdict, message, frames: [], durationMs: 1 };
  return labReport(DAY, [check], [], "", 1);
}
