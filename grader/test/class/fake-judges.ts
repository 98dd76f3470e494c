import { setTimeout as pause } from "node:timers/promises";
import type { Judges } from "../../src/class/class-run.ts";
import type { Day } from "../../src/course/course.ts";
import { submissionHash } from "../../src/grading/submission-hash.ts";
import type { Submission } from "../../src/intake/submission.ts";
import { shareOut } from "../../src/judge/share-out.ts";
import type { LabReport, Verdict } from "../../src/report/report.ts";
import { FACTS, lab } from "./made-up.ts";

const VERDICTS: readonly Verdict[] = ["pass", "fail", "timeout", "flaky", "suspicious"];

interface FakeOptions {
  /** How long a lab takes at most. Each takes another time. */
  readonly maxMs?: number;
  readonly onJudge?: (submission: Submission, day: Day) => LabReport | undefined;
}

/** Judges whose verdict follows from a submission's files, in a time that follows from nothing. */
export function fakeJudges(jobs: number, { maxMs = 0, onJudge }: FakeOptions = {}): Judges {
  const judge = {
    catalogue: async ({ number }: Day) => FACTS.days[number - 1]?.checks ?? [],
    judge: async (submission: Submission, day: Day) => {
      if (maxMs > 0) await pause(Math.random() * maxMs);
      const own = onJudge?.(submission, day);
      if (own) return own;
      const seed = Number.parseInt(submissionHash(submission).slice(0, 6), 16) + day.number;
      const output = "x".repeat(seed % 100);
      return lab(day.number, VERDICTS[seed % VERDICTS.length], { output, durationMs: seed });
    },
  };
  const workers = Array.from({ length: jobs }, () => judge);
  return { map: (tasks, work) => shareOut(tasks, workers, work) };
}
