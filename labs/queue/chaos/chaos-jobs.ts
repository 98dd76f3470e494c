import type { Random } from "@wal-labs/core/sim";
import type { NamedJob } from "../src/job-kinds.ts";

/** Jobs that all can be completed: most are quick, some take a while, some fail at first. */
export function chaosJobs(count: number, random: Random): NamedJob[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `job-${String(index + 1).padStart(5, "0")}`;
    const die = random.below(10);
    if (die === 0) return { id, kind: "fail-n-times", times: 1 + random.below(3) };
    if (die <= 2) return { id, kind: "sleep", ms: random.below(30) };
    return { id, kind: "echo", text: `${random.uint32()}` };
  });
}
