import type { Day } from "../course/course.ts";
import { DAY1_BUGS } from "./day1/day1.ts";
import { DAY2_BUGS } from "./day2/day2.ts";
import { DAY3_BUGS } from "./day3/day3.ts";
import { DAY4_BUGS } from "./day4/day4.ts";
import { DAY5_BUGS } from "./day5/day5.ts";
import type { PlantedBug } from "./planted-bug.ts";

const BUGS: Readonly<Record<number, readonly PlantedBug[]>> = {
  1: DAY1_BUGS,
  2: DAY2_BUGS,
  3: DAY3_BUGS,
  4: DAY4_BUGS,
  5: DAY5_BUGS,
};

/** The planted bugs of a day. */
export function bugsOf(day: Day): readonly PlantedBug[] {
  return BUGS[day.number] ?? [];
}
