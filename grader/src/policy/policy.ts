/**
 * When a student sees what: `grader/policy.json`, or another file of the same form. Every setting may
 * be left out, and then is as in {@link DEFAULT_POLICY}; what is no setting is refused.
 *
 * | setting | what it is | default |
 * | --- | --- | --- |
 * | `practice` | `true`: a class without marks, always in the phase `practice` | `false` |
 * | `timeZone` | where days begin and dates are shown, such as `Europe/Berlin` | `UTC` |
 * | `due.<day>` | when a day is due, such as `2026-11-30T23:59:00+01:00`; `null`: never | `null` |
 * | `extensions.<student>.<day>` | a later date for one student, by the name in the report | none |
 * | `detailsPerDay` | gradings of a student per day with more than scores; `null`: all | `10` |
 * | `shown.<phase>` | what a student sees in `practice`, `before-due` and `after-due` | below |
 *
 * | in each phase | what it is | practice | before-due | after-due |
 * | --- | --- | --- | --- | --- |
 * | `findings` | what was expected and seen, the story, places in the code | `true` | `false` | `true` |
 * | `output` | what the submission printed | `true` | `false` | `true` |
 * | `durations` | how long everything took | `true` | `false` | `true` |
 * | `hints` | rungs: a number, `all`, or `by-attempt` | `all` | `by-attempt` | `all` |
 *
 * `by-attempt` is one rung, and one more for each earlier attempt in which the same check failed.
 *
 * There is no setting for the evidence of `suspicious`, for the details of grader errors, for where a
 * submission came from and for the layers of isolation: no policy can show these to a student.
 *
 * @module
 */

/** What a student's day may be in. */
export type Phase = "practice" | "before-due" | "after-due";

/** The phases, in the order of a course. */
export const PHASES: readonly Phase[] = ["practice", "before-due", "after-due"];

/** How many rungs of a check's hints are shown. */
export type Rungs = number | "all" | "by-attempt";

/** What a student sees in a phase. */
export interface Shown {
  readonly findings: boolean;
  readonly output: boolean;
  readonly durations: boolean;
  readonly hints: Rungs;
}

/** A day of the course, as a key. */
export type DayKey = "1" | "2" | "3" | "4" | "5";

/** Later due dates of one student: ISO 8601 with a zone. */
export type Extension = { readonly [Day in DayKey]?: string | undefined };

/** When a student sees what. */
export interface Policy {
  readonly practice: boolean;
  /** An IANA name. */
  readonly timeZone: string;
  /** ISO 8601 with a zone; `null` for a day that is never due. */
  readonly due: Readonly<Record<DayKey, string | null>>;
  /** By the submission's name. */
  readonly extensions: Readonly<Record<string, Extension>>;
  readonly detailsPerDay: number | null;
  readonly shown: Readonly<Record<Phase, Shown>>;
}

/** What `grader/policy.json` says as the course comes. */
export const DEFAULT_POLICY: Policy = {
  practice: false,
  timeZone: "UTC",
  due: { "1": null, "2": null, "3": null, "4": null, "5": null },
  extensions: {},
  detailsPerDay: 10,
  shown: {
    practice: { findings: true, output: true, durations: true, hints: "all" },
    "before-due": { findings: false, output: false, durations: false, hints: "by-attempt" },
    "after-due": { findings: true, output: true, durations: true, hints: "all" },
  },
};
