import type { CrashOutcome } from "./crash-exploration.ts";
import type { CrashPlan, Fate } from "./crash-plan.ts";
import type { PendingUnit } from "./crash-point.ts";
import { type Cut, cutAfter } from "./cuts.ts";
import type { HexLabel } from "./hex-dump.ts";
import type { SimDisk } from "./simulated-disk.ts";
import type { Act, Story } from "./story.ts";
import { invariantOf, messageOf, recoveredOf } from "./violated.ts";

/** Tells a failed outcome from its first operation to the invariant that broke. */
export function storyOfCrash(
  outcome: CrashOutcome,
  steps: readonly string[],
  replay: string,
): Story {
  const error = outcome.failure?.error;
  const { cut, plan } = lastCrash(outcome);
  const disk = cut.snapshot.crash(plan);
  const files = disk.filePaths().map((path) => {
    return { path, bytes: disk.readFile(path), labels: labelsOf(path, cut.snapshot.units, plan) };
  });
  return {
    invariant: invariantOf(error),
    message: messageOf(error),
    steps,
    acknowledged: cut.entries
      .filter(({ kind }) => kind === "acknowledge")
      .map(({ label }) => label),
    acts: outcome.crashes.map((_, index) => actOf(outcome, index)),
    files,
    recovery: outcome.recovery,
    recovered: outcome.recovered ?? recoveredOf(error),
    replay,
  };
}

/** The disk that the last crash of an outcome left, before anything recovered from it. */
export function crashedDisk(outcome: CrashOutcome): SimDisk {
  const { cut, plan } = lastCrash(outcome);
  return cut.snapshot.crash(plan);
}

function lastCrash(outcome: CrashOutcome): { cut: Cut; plan: CrashPlan } {
  return crashAt(outcome, outcome.crashes.length - 1);
}

function crashAt({ runs, crashes }: CrashOutcome, index: number): { cut: Cut; plan: CrashPlan } {
  const [run, crash] = [runs[index], crashes[index]];
  const cut = run && crash && cutAfter(run, crash.operations);
  if (!cut) throw new RangeError("An outcome has a cut for each crash.");
  return { cut, plan: crash.plan };
}

function actOf(outcome: CrashOutcome, index: number): Act {
  const { cut, plan } = crashAt(outcome, index);
  const log = outcome.runs[index]?.disk.log ?? [];
  const inherited = index === 0 ? 0 : crashAt(outcome, index - 1).cut.entries.length;
  const next = log[cut.operations]?.call;
  const units = cut.snapshot.units.map((unit, at) => ({ ...unit, fate: fateOf(plan, unit, at) }));
  return {
    title: index === 0 ? "What the program did" : "What recovery did, the first time",
    operations: log.slice(0, cut.operations),
    entries: cut.entries.slice(inherited),
    crash: { kind: plan.kind, next, units },
  };
}

function fateOf(plan: CrashPlan, unit: PendingUnit, index: number): Fate {
  if (plan.kind === "process") return "new";
  if (typeof plan.fates !== "string") return plan.fates[index] ?? "new";
  return plan.fates === "garbage" && unit.kind !== "sector" ? "new" : plan.fates;
}

function labelsOf(path: string, units: readonly PendingUnit[], plan: CrashPlan): HexLabel[] {
  return units.flatMap((unit, index) => {
    const { start, end } = unit;
    const fate = fateOf(plan, unit, index);
    if (start === undefined || end === undefined || unit.path !== path || fate === "new") return [];
    return [{ start, end, text: `${start}–${end} ${fate === "old" ? "lost" : "garbage"}` }];
  });
}
