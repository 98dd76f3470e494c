import { cleanLine } from "../report/clean.ts";
import type { Settled } from "./registrar.ts";

const NAME_LENGTH = 80;

/** One line for whoever watches: `14:03:12 ada: day 1 120 of 150 points (worker-1)`. */
export function settledLine(settled: Settled, now: Date = new Date()): string {
  const { report, again, superseded, failure, worker } = settled;
  const days = report.labs.map(({ day, points, outOf }) => `day ${day} ${points} of ${outOf}`);
  const remarks = [
    cleanLine(worker, NAME_LENGTH),
    ...(again ? ["was in the book"] : []),
    ...(superseded ? ["a later one counts"] : []),
  ];
  const what = failure === undefined ? days.join(", ") : `NOT GRADED: ${cleanLine(failure)}`;
  const time = now.toTimeString().slice(0, "14:03:12".length);
  return `${time} ${cleanLine(report.name, NAME_LENGTH)}: ${what} (${remarks.join("; ")})`;
}
