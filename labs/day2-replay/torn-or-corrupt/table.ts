import { COLUMNS, type Count } from "./measure.ts";
import { RULES } from "./rules.ts";

const NAME_WIDTH = 36;
const CELL_WIDTH = 18;

/** What `measure` found, as text: a row for each rule, and how to see your first mistakes again. */
export function tableOf(counts: readonly Count[][], runs: number, seed: number): string {
  const worlds = COLUMNS.map(({ world }) => world.padEnd(CELL_WIDTH));
  const rows = RULES.map(({ name }, row) => {
    const cells = counts[row]?.map(({ wrong }) => percent(wrong, runs).padEnd(CELL_WIDTH)) ?? [];
    return [name, cells] as const;
  });
  const lines = [["", mistakes()] as const, ["rule", worlds] as const, ...rows].map(
    ([name, cells]) => (name.padEnd(NAME_WIDTH) + cells.join("")).trimEnd(),
  );
  const title = `${runs} accidents in each column, seeds ${seed} to ${seed + runs - 1}`;
  return [title, "", ...lines, ...again(counts.at(-1) ?? [])].join("\n");
}

/** Each mistake once, as wide as its columns. */
function mistakes(): string[] {
  const names = COLUMNS.map(({ mistake }) => mistake);
  return [...new Set(names)].map((name) => {
    const columns = names.filter((other) => other === name).length;
    return name.padEnd(columns * CELL_WIDTH);
  });
}

function percent(part: number, whole: number): string {
  const value = (100 * part) / whole;
  if (part > 0 && value < 0.1) return "< 0.1 %";
  return `${value === 0 || value === 100 ? value : value.toFixed(1)} %`;
}

/** How to meet the mistakes of the last rule again. */
function again(counts: readonly Count[]): string[] {
  return counts.flatMap(({ firstSeed }, column) => {
    if (firstSeed === undefined) return [];
    const { mistake, world } = COLUMNS[column] ?? {};
    return ["", `Your first ${mistake} (${world}): --runs 1 --seed ${firstSeed}`];
  });
}
