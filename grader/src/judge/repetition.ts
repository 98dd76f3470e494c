import type { CheckFacts, CheckResult } from "../report/report.ts";
import type { Examination } from "./examination.ts";
import { accounted } from "./lab-report.ts";
import type { Seeds } from "./seeds.ts";

/** How often a check that failed is made again, each time with other random numbers. */
const REPETITIONS = 2;
const BLANK = /^Exercise \d\.\d+ is not done yet\.$/m;
const PASSED_ONCE =
  "It is luck: the same check passed when it was made again with other random numbers.";

/** What it takes to make checks again. */
interface Again {
  /** Ids of what may be made again at all: the compiler's checks have no luck. */
  readonly repeatable: ReadonlySet<string>;
  readonly examination: Pick<Examination, "once" | "hasTime">;
  readonly seeds: Pick<Seeds, "at">;
}

/**
 * Makes the checks that failed again, with other random numbers: what passes then is flaky. What it
 * said when it failed stays, since that can be replayed.
 */
export async function repeated(
  catalogue: readonly CheckFacts[],
  checks: readonly CheckResult[],
  { repeatable, examination, seeds }: Again,
): Promise<CheckResult[]> {
  const failed = accounted(catalogue, checks).filter(
    ({ id, verdict, message }) => verdict === "fail" && repeatable.has(id) && !BLANK.test(message),
  );
  let failing = failed.map(({ id }) => id);
  const flaky = new Set<string>();
  for (let times = 1; times <= REPETITIONS && failing.length > 0; times++) {
    if (!examination.hasTime) break;
    const options = { seed: seeds.at(times), only: failing, verdictOnly: true };
    const { checks: again } = await examination.once(options);
    for (const { id, verdict } of again) if (verdict === "pass") flaky.add(id);
    failing = failing.filter((id) => !flaky.has(id));
  }
  return checks.map((check) => (flaky.has(check.id) ? asFlaky(check) : check));
}

function asFlaky(check: CheckResult): CheckResult {
  return { ...check, verdict: "flaky", message: `${check.message}\n${PASSED_ONCE}` };
}
