import type { CrashPlan, Fate } from "./crash-plan.ts";
import type { PendingUnit } from "./crash-point.ts";
import { Random } from "./random.ts";

/** Which crashes are tried at one moment. */
export interface CrashChoice {
  readonly kinds: readonly CrashPlan["kind"][];
  /** Crashes in which each unit's fate is thrown by dice, garbage included. */
  readonly randomStates: number;
  readonly seed: number;
  /** With more pending units than this, an even sample of them is lost and kept on its own. */
  readonly unitLimit: number;
}

/**
 * The crashes worth trying when `units` are pending: the process crash, nothing survives,
 * everything does, each unit missing alone, each present alone, each prefix, and some at random.
 */
export function* crashPlans(units: readonly PendingUnit[], choice: CrashChoice) {
  if (choice.kinds.includes("process")) yield { kind: "process" } satisfies CrashPlan;
  if (!choice.kinds.includes("power")) return;
  yield* systematicPlans(units.length, choice.unitLimit);
  if (units.length === 0) return;
  const random = new Random(choice.seed);
  for (let count = 0; count < choice.randomStates; count++) yield randomPlan(units, random);
}

function* systematicPlans(count: number, limit: number): Generator<CrashPlan> {
  const plan = (isNew: (unit: number) => boolean): CrashPlan => {
    const fates = Array.from({ length: count }, (_, unit): Fate => (isNew(unit) ? "new" : "old"));
    return { kind: "power", fates };
  };
  yield plan(() => false);
  if (count === 0) return;
  yield plan(() => true);
  const step = Math.max(1, count / limit);
  for (let at = 0; at < count; at += step) {
    const chosen = Math.floor(at);
    yield plan((unit) => unit !== chosen);
    yield plan((unit) => unit === chosen);
    yield plan((unit) => unit < chosen);
  }
}

function randomPlan(units: readonly PendingUnit[], random: Random): CrashPlan {
  const fates = units.map(({ kind }): Fate => {
    const chance = random.below(kind === "sector" ? 5 : 2);
    if (chance === 4) return "garbage";
    return chance % 2 === 0 ? "new" : "old";
  });
  return { kind: "power", fates, seed: random.below(1000) };
}

/** Plans that lose a little less, most promising first. */
export function* milderPlans(plan: CrashPlan): Generator<CrashPlan> {
  if (plan.kind === "process" || typeof plan.fates === "string") return;
  for (const [index, fate] of plan.fates.entries()) {
    if (fate === "new") continue;
    yield { ...plan, fates: plan.fates.with(index, "new") };
    if (fate === "garbage") yield { ...plan, fates: plan.fates.with(index, "old") };
  }
}
