import type { Day } from "../course/course.ts";
import { DAY1_BUGS } from "./day1/day1.ts";
import type { PlantedBug } from "./planted-bug.ts";

const BUGS: Readonly<Record<number, readonly PlantedBug[]>> = { 1: DAY1_BUGS };

/** The planted bugs of a day. */
export function bugsOf(day: Day): readonly PlantedBug[] {
  return BUGS[day.number] ?? [];
}
