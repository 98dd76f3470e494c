/** What becomes of one unit that was not synced when the power failed. */
export type Fate = "new" | "old" | "garbage";

/**
 * How a crash treats what was not synced.
 *
 * - `process`: the program dies, the machine goes on. What was written is still there and still not
 *   durable; only handles are lost.
 * - `power`: `fates` names what becomes of each of the disk's pending units, in their order, or of
 *   all of them. `garbage` applies to sectors only; as the one fate of all it leaves sizes and
 *   names new.
 */
export type CrashPlan =
  | { readonly kind: "process" }
  | {
      readonly kind: "power";
      readonly fates: readonly Fate[] | Fate;
      /** Chooses the garbage. */
      readonly seed?: number;
    };

const LETTERS: Readonly<Record<Fate, string>> = { new: "n", old: "o", garbage: "g" };
const FATES: Readonly<Record<string, Fate>> = { n: "new", o: "old", g: "garbage" };
const PLAN = /^power:(?<fates>[a-z0-9]*)(?:@(?<seed>\d+))?$/;

/**
 * A plan in one word: `process`, `power:old`, or the fates run by run, `power:n3o1g2@17`, where 17
 * seeds the garbage.
 */
export function formatCrashPlan(plan: CrashPlan): string {
  if (plan.kind === "process") return "process";
  const seed = plan.seed === undefined ? "" : `@${plan.seed}`;
  return `power:${typeof plan.fates === "string" ? plan.fates : formatRuns(plan.fates)}${seed}`;
}

/**
 * Reads what {@link formatCrashPlan} wrote.
 *
 * @throws a `RangeError` when the text is not a plan.
 */
export function parseCrashPlan(text: string): CrashPlan {
  if (text === "process") return { kind: "process" };
  const groups = PLAN.exec(text)?.groups;
  if (groups === undefined) throw new RangeError(`Not a crash plan: ${text}`);
  const { fates = "", seed } = groups;
  const plan = { kind: "power", fates: isFate(fates) ? fates : parseRuns(fates) } as const;
  return seed === undefined ? plan : { ...plan, seed: Number(seed) };
}

function isFate(text: string): text is Fate {
  return text in LETTERS;
}

function formatRuns(fates: readonly Fate[]): string {
  let text = "";
  for (let start = 0; start < fates.length; ) {
    const fate = fates[start] ?? "new";
    let end = start;
    while (fates[end] === fate) end++;
    text += LETTERS[fate] + (end - start);
    start = end;
  }
  return text;
}

function parseRuns(text: string): Fate[] {
  if (!/^([nog]\d{1,6})*$/.test(text)) throw new RangeError(`Not a list of fates: ${text}`);
  const fates: Fate[] = [];
  for (const [, letter = "", count] of text.matchAll(/([nog])(\d+)/g)) {
    const fate = FATES[letter] ?? "new";
    for (let left = Number(count); left > 0; left--) fates.push(fate);
  }
  return fates;
}
