import type { Attack } from "../attacks/attack.ts";
import { DAY1_ATTACKS } from "../attacks/day1.ts";
import { type AttackResult, runAttacks } from "../attacks/run-attacks.ts";
import { layerReports } from "../grading/grading.ts";
import { Judge } from "../judge/judge.ts";
import type { Finding } from "./finding.ts";

/** How long a call of an attack may take: what loops for ever shows it as well in two seconds. */
const CALL_LIMIT_MS = 2000;
/** How long all of its checks may take: who dawdles shows it as well in half a minute. */
const DAY_LIMIT_MS = 30_000;

/**
 * Has the attack corpus judged, without some layers of isolation if so told. Each attack is a finding;
 * so is the solution, which must still get everything afterwards. An attack that only one layer can
 * hold is not let loose where that layer is missing; this is said out loud.
 */
export async function proveAttacks(
  withoutLayers: readonly string[],
  onFinding: (finding: Finding) => void,
): Promise<Finding[]> {
  const judge = await Judge.start({
    callLimitMs: CALL_LIMIT_MS,
    budgetMs: DAY_LIMIT_MS,
    repeats: false,
    withoutLayers,
  });
  try {
    const findings: Finding[] = [];
    const keep = (finding: Finding) => {
      findings.push(finding);
      onFinding(finding);
    };
    const { solutionStillPasses: held } = await runAttacks({
      judge,
      attacks: await holdable(withoutLayers),
      onResult: (result) => keep(findingOf(result)),
    });
    const saw = held ? "still gets every point" : "no longer gets every point";
    keep({ kind: "attack", day: 1, id: "the solution after all of it", held, saw });
    return findings;
  } finally {
    await judge.close();
  }
}

/** Attacks the grader and prints what came of it. Gives the number of attacks that were not held. */
export async function selfTest(withoutLayers: readonly string[]): Promise<number> {
  for (const { name, active, note } of await layerReports(withoutLayers)) {
    console.log(
      active ? `layer ${name}: active, stops ${note}` : `layer ${name}: NOT ACTIVE, ${note}`,
    );
  }
  const findings = await proveAttacks(withoutLayers, ({ id, held, saw }) =>
    console.log(`${held ? "held" : "LOST"} ${id}: ${saw}`),
  );
  const lost = findings.filter(({ held }) => !held).length;
  console.log(`${findings.length - lost} held, ${lost} lost`);
  return lost;
}

async function holdable(withoutLayers: readonly string[]): Promise<Attack[]> {
  const layers = await layerReports(withoutLayers);
  const active = new Set(layers.filter((layer) => layer.active).map(({ name }) => name));
  return DAY1_ATTACKS.filter(({ id, heldBy }) => {
    const canBeHeld = heldBy === undefined || active.has(heldBy);
    if (!canBeHeld)
      console.log(`SKIPPED ${id}: only ${heldBy} holds it, and that is not active here`);
    return canBeHeld;
  });
}

function findingOf({
  attack,
  points,
  honestPoints,
  verdict,
  durationMs,
  harm,
  held,
}: AttackResult) {
  const score = `${points} points, ${honestPoints} honestly, ${verdict}`;
  const seconds = `${(durationMs / 1000).toFixed(1)} s`;
  const saw = [`${score}, ${seconds}`, ...harm].join("; ");
  return { kind: "attack", day: 1, id: attack.id, held, saw } as const;
}
