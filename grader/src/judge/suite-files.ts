import { join } from "node:path";
import { COURSE_ROOT } from "../course/course.ts";
import { TYPE_CHECKS as DAY1_TYPE_CHECKS } from "../suites/day1/types.ts";
import type { TypeCheck } from "../suites/type-check.ts";

const TYPE_CHECKS: Readonly<Record<number, readonly TypeCheck[]>> = { 1: DAY1_TYPE_CHECKS };

/** What the compiler checks of a day. */
export function typeChecksOf(day: number): readonly TypeCheck[] {
  return TYPE_CHECKS[day] ?? [];
}

/** Where the hidden suites of a day lie. */
export function suiteFolder(day: number): string {
  return join(COURSE_ROOT, "grader/src/suites", `day${day}`);
}
