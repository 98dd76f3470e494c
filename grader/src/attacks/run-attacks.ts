import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Day } from "../course/course.ts";
import { readSubmission, type Submission } from "../intake/submission.ts";
import type { LabReport, Verdict } from "../report/report.ts";
import { BUDGET_MS } from "../suites/budget.ts";
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

/** What the corpus needs of a judge. */
export interface Judging {
  judge(submission: Submission, day: Day): Promise<LabReport>;
}

/** Who judges, and what. */
export interface AttackOptions {
  readonly judge: Judging;
  readonly attacks?: readonly Attack[];
  readonly onResult?: (result: AttackResult) => void;
}

/** What came of all of them. */
export interface AttackRun {
  readonly results: readonly AttackResult[];
  /** True when the solution still gets everything after all of it. */
  readonly solutionStillPasses: boolean;
}

/** To notice that the time for the day is over. */
const GRACE_MS = 1000;
/** Attacks print it before what they could read. */
const STOLEN = "wal-labs-attack read";

/** Has every attack judged, one after the other, and says which of them were held. */
export async function runAttacks(options: AttackOptions): Promise<AttackRun> {
  const { judge, attacks = DAY1_ATTACKS, onResult } = options;
  const bases = new Map<string, LabReport>();
  const baseOf = async (base: string) => {
    const report = bases.get(base) ?? (await judgeBase(judge, base));
    bases.set(base, report);
    return report;
  };
  const watch = await HarmWatch.start();
  const results: AttackResult[] = [];
  try {
    for (const attack of attacks) {
      const result = await attempt(attack, await baseOf(attack.base), watch, options);
      results.push(result);
      onResult?.(result);
    }
  } finally {
    watch.close();
  }
  const { points, outOf } = await judgeBase(judge, "solution");
  return { results, solutionStillPasses: points === outOf };
}

function judgeBase(judge: Judging, base: string): Promise<LabReport> {
  return inFolder(async (folder) => {
    await assembleBase(base, folder);
    return judge.judge(await readSubmission(folder), ATTACKED_DAY);
  });
}

function attempt(
  attack: Attack,
  honest: LabReport,
  watch: HarmWatch,
  { judge }: AttackOptions,
): Promise<AttackResult> {
  return inFolder(async (folder) => {
    await assembleAttack(attack, folder, watch.port);
    const { packing } = attack;
    const handedIn = packing ? await packHostile(folder, packing) : folder;
    await watch.begin(folder);
    const report = await judge
      .judge(await readSubmission(handedIn), ATTACKED_DAY)
      .catch((error: unknown) => `The grader gave up: ${String(error)}`);
    const harm = await watch.end(folder);
    if (typeof report === "string") return gaveUp(attack, honest, [...harm, report]);
    harm.push(...harmIn(report));
    const { points, verdict, durationMs } = report;
    const held = harm.length === 0 && points <= honest.points;
    return { attack, points, honestPoints: honest.points, verdict, durationMs, harm, held };
  });
}

/** What a report itself tells of harm done. */
function harmIn({ verdict, durationMs, output, limits }: LabReport): string[] {
  const harm: string[] = [];
  const { dayMs, slowdown } = limits ?? { dayMs: BUDGET_MS, slowdown: 1 };
  const limitMs = dayMs + GRACE_MS * slowdown;
  if (durationMs > limitMs) harm.push(`It took ${durationMs} ms; its limit is ${limitMs} ms.`);
  if (output.includes(STOLEN)) harm.push("It read what is none of its business.");
  if (verdict === "grader-error") harm.push("It left the grader without a verdict.");
  return harm;
}

function gaveUp(attack: Attack, { points }: LabReport, harm: readonly string[]): AttackResult {
  const nothing = { points: 0, verdict: "grader-error", durationMs: 0 } as const;
  return { attack, ...nothing, honestPoints: points, harm, held: false };
}

async function inFolder<Result>(body: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "wal-labs-handed-in-"));
  try {
    return await body(join(folder, "student"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
