import { join } from "node:path";
import { DAYS, solutionFolder } from "./course.ts";

/** Leads each day's package to its reference: what the trusted side itself means by the name. */
export function referenceAliases(): Record<string, string> {
  return Object.fromEntries(
    DAYS.map((day) => [day.packageName, join(solutionFolder(day), "index.ts")]),
  );
}
