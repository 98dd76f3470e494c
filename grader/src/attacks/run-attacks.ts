import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Day } from "../course/course.ts";
import { readSubmission, type Submission } from "../intake/submission.ts";
import type { LabReport, Verdict } from "../report/report.ts";
import { ATTACKED_DAY, type Attack, assembleAttack, assembleBase } from "./attack.ts";
import { DAY1_ATTACKS } from "./day1.ts";
import { HarmWatch } from "./harm-watch.ts";
import { packHostile } from "./hostile-archive.ts";

/** What came of one attack. */
export interface AttackResult {
  readonly attack: Attack;
  readonly points: number;
  /** What its base gets without it. */
  readonly honestPoints: number;
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** What it did to others, in sentences. */
  readonly harm: readonly string[];
  /** True when it got no more than its honest part, and harmed nobody. */
  readonly held: boolean;
}

/** Who judges, and how patiently. */
export interface AttackOptions {
  readonly judge: { judge(submission: Submission, day: Day): Promise<LabReport> };
  /** The judge's limit for one call. */
  readonly callLimitMs?: number;
  readonly attacks?: readonly Attack[];
  readonly onResult?: (result: AttackResult) => void;
}

/** What came of all of them. */
export interface AttackRun {
  readonly results: readonly AttackResult[];
  /** True when the solution still gets everything after all of it. */
  readonly solutionStillPasses: boolean;
}

const TIMEOUTS_PER_PROCESS = 2;
const PROCESSES = 2;
const COMPILER_LIMIT_MS = 20_000;
const GRACE_MS = 1000;

/** Has every attack judged, one after the other, and says which of them were held. */
export async function runAttacks(options: AttackOptions): Promise<AttackRun> {
  const { judge, attacks = DAY1_ATTACKS, callLimitMs = 5000, onResult } = options;
  const bases = new Map<string, LabReport>();
  const baseOf = async (base: string) => {
    const known = bases.get(base) ?? (await judged(judge, (folder) => assembleBase(base, folder)));
    bases.set(base, known);
    return known;
  };
  const watch = await HarmWatch.start();
  const results: AttackResult[] = [];
  try {
    for (const attack of attacks) {
      const result = await attempt(attack, judge, await baseOf(attack.base), watch, callLimitMs);
      results.push(result);
      onResult?.(result);
    }
  } finally {
    watch.close();
  }
  const { points, outOf } = await judged(judge, (folder) => assembleBase("solution", folder));
  return { results, solutionStillPasses: points === outOf };
}

async function attempt(
  attack: Attack,
  judge: AttackOptions["judge"],
  honest: LabReport,
  watch: HarmWatch,
  callLimitMs: number,
): Promise<AttackResult> {
  const harm: string[] = [];
  const report = await judged(
    judge,
    (folder) => assembleAttack(attack, folder),
    attack.packing,
    async (folder, judging) => {
      await watch.begin(folder);
      await judging().catch((error) => harm.push(`The grader gave up: ${String(error)}`));
      harm.push(...(await watch.end(folder)));
    },
  );
  const { points, verdict, durationMs, output } = report;
  const limitMs = honest.durationMs + patience(attack, callLimitMs);
  if (durationMs > limitMs) harm.push(`It took ${durationMs} ms, of ${limitMs} at most.`);
  if (output.includes("wal-labs-attack read")) harm.push("It read what is none of its business.");
  if (verdict === "grader-error") harm.push("It made the grader doubt itself.");
  const held = harm.length === 0 && points <= honest.points;
  return { attack, points, honestPoints: honest.points, verdict, durationMs, harm, held };
}

/** Two time-outs end each of the two processes for good. */
function patience({ busies }: Attack, callLimitMs: number): number {
  const calls = callLimitMs * TIMEOUTS_PER_PROCESS * PROCESSES;
  return GRACE_MS + (busies === "compiler" ? COMPILER_LIMIT_MS + calls : calls);
}
