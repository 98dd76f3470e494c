import type { DayKey, Phase, Policy } from "./policy.ts";

/** When a day is due for a student, with their extension; `undefined` if it never is. */
export function dueOf(policy: Policy, day: number, student: string): Date | undefined {
  const key = String(day) as DayKey;
  const own = Object.hasOwn(policy.extensions, student) ? policy.extensions[student] : undefined;
  const due = own?.[key] ?? policy.due[key];
  return due ? new Date(due) : undefined;
}

/** The phase that a student's day is in. From the very moment of the due date on, it is after it. */
export function phaseOf(policy: Policy, day: number, student: string, at: Date): Phase {
  if (policy.practice) return "practice";
  const due = dueOf(policy, day, student);
  return due !== undefined && at >= due ? "after-due" : "before-due";
}
