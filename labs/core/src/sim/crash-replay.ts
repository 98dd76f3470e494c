import { type CrashPlan, formatCrashPlan, parseCrashPlan } from "./crash-plan.ts";

/** One crash: after how many operations, and what it took. */
export interface Crash {
  readonly operations: number;
  readonly plan: CrashPlan;
}

/** All it takes to make a crash happen again. */
export interface CrashReplay {
  /** The steps that the workload ran, by index; absent when it ran all. */
  readonly steps?: readonly number[] | undefined;
  /** The crash, and the one during the recovery from it, if any. */
  readonly crashes: readonly Crash[];
}

/**
 * A replay in one word, such as `steps:0.2/7/power:n3o1` or, with a second crash,
 * `7/process/2/power:o1`.
 */
export function formatCrashReplay({ steps, crashes }: CrashReplay): string {
  const parts = crashes.flatMap(({ operations, plan }) => [operations, formatCrashPlan(plan)]);
  return [...(steps ? [`steps:${steps.join(".")}`] : []), ...parts].join("/");
}

/**
 * Reads what {@link formatCrashReplay} wrote.
 *
 * @throws a `RangeError` when the text is not a replay.
 */
export function parseCrashReplay(text: string): CrashReplay {
  const parts = text.trim().split("/");
  const steps = parts[0]?.startsWith("steps:") ? parts.shift()?.slice("steps:".length) : undefined;
  const crashes: Crash[] = [];
  while (parts.length > 0) {
    const [operations = "", plan = ""] = parts.splice(0, 2);
    if (!/^\d+$/.test(operations)) throw new RangeError(`Not a crash replay: ${text}`);
    crashes.push({ operations: Number(operations), plan: parseCrashPlan(plan) });
  }
  if (crashes.length === 0) throw new RangeError(`Not a crash replay: ${text}`);
  return { steps: steps?.split(".").filter(Boolean).map(Number), crashes };
}
