import type { Rounds } from "../interleaved.ts";
import { type Measurement, measurement, medianOf, verdict } from "../measurement.ts";
import type { Contestant } from "./contestant.ts";
import { encodingOnly } from "./encoding-only.ts";
import { grouped, unbatched, writeAlone } from "./logs.ts";
import { type Course, FLOOR } from "./race.ts";

interface Targets {
  /** Least part of the floor, for records of 128 B. */
  readonly ofTheFloor: number;
  /** Whether those must be beaten, too, that hold the event loop up. */
  readonly aheadOfAll: boolean;
  /** Least times the log without batches, as the chapter claims. */
  readonly timesUnbatched?: number;
}

/** By appenders. */
const TARGETS: Readonly<Record<number, Targets>> = {
  1: { ofTheFloor: 0.65, aheadOfAll: false },
  10: { ofTheFloor: 0.65, aheadOfAll: false, timesUnbatched: 5 },
  64: { ofTheFloor: 0.6, aheadOfAll: true, timesUnbatched: 5 },
  256: { ofTheFloor: 0.45, aheadOfAll: true },
};
const RECORD_SIZE_OF_TARGETS = 128;
/** Who is no peer. */
const OURS: readonly Contestant[] = [grouped, unbatched, writeAlone];

/** The lines of one race: everyone's speed and part of the floor, then what ours had to reach. */
export function courseReport(
  course: Course,
  rounds: Rounds<string>,
  contestants: readonly Contestant[],
): Measurement[] {
  const { recordSize, appenders } = course;
  const label = `${recordSize} B, ${appenders} at once`;
  return [
    measurement(`${label}: floor, records/s`, rounds[FLOOR] ?? [], 0, ""),
    ...contestants.map((contestant) => speed(rounds, contestant)),
    ...targetLines(course, rounds, contestants),
  ];
}

/** The longest time that each held the event loop up. Nothing can hold it up less than encoding. */
export function loopReport(
  { appenders }: Course,
  blocks: Rounds<string>,
  contestants: readonly Contestant[],
): Measurement[] {
  const of = ({ name }: Contestant): readonly number[] => blocks[name] ?? [];
  const isMet = medianOf(of(grouped)) <= medianOf(of(encodingOnly));
  const label = `the event loop stands still, ${appenders} at once, longest ms`;
  return [
    measurement(`${label}: ${encodingOnly.name}`, of(encodingOnly), 2, ""),
    ...contestants.map((contestant) => {
      const target = contestant === grouped ? verdict(isMet, "encoding a batch") : "";
      return measurement(`  ${described(contestant)}`, of(contestant), 2, target);
    }),
  ];
}

function speed(rounds: Rounds<string>, contestant: Contestant): Measurement {
  const perSecond = measurement("", rounds[contestant.name] ?? [], 0, "");
  const part = measurement("", ratios(rounds, contestant.name, FLOOR), 2, "");
  return {
    name: `  ${described(contestant)}`,
    median: `${perSecond.median} [${part.median}]`,
    range: `[${part.range}]`,
    target: "",
  };
}

function targetLines(
  { recordSize, appenders }: Course,
  rounds: Rounds<string>,
  contestants: readonly Contestant[],
): Measurement[] {
  const targets = TARGETS[appenders];
  if (!targets) return [];
  const line = (name: string, over: string, least?: number): Measurement => {
    const found = ratios(rounds, grouped.name, over);
    const target = least === undefined ? "" : verdict(medianOf(found) >= least, `${least}`);
    return measurement(`  = ${grouped.name}, ${name}`, found, 2, target);
  };
  const floorTarget = recordSize === RECORD_SIZE_OF_TARGETS ? targets.ofTheFloor : undefined;
  return [
    line("of the floor", FLOOR, floorTarget),
    line(`of ${writeAlone.name}`, writeAlone.name),
    line(`times ${unbatched.name}`, unbatched.name, targets.timesUnbatched),
    ...rivals(contestants, targets, rounds).map((rival) => line(`times ${rival}`, rival, 1)),
  ];
}

/** The fastest of those that must be beaten; none when no peer is there. */
function rivals(
  contestants: readonly Contestant[],
  { aheadOfAll }: Targets,
  rounds: Rounds<string>,
): string[] {
  const speedOf = ({ name }: Contestant): number => medianOf(rounds[name] ?? []);
  return contestants
    .filter((one) => !OURS.includes(one) && (aheadOfAll || !one.blocksLoop))
    .toSorted((one, other) => speedOf(other) - speedOf(one))
    .slice(0, 1)
    .map(({ name }) => name);
}

function described({ name, blocksLoop }: Contestant): string {
  return blocksLoop ? `${name} (blocks the event loop)` : name;
}

/** Round by round, so that both had the same machine. */
function ratios(rounds: Rounds<string>, one: string, other: string): number[] {
  return (rounds[one] ?? []).map((value, round) => value / (rounds[other]?.[round] ?? 0));
}
