/**
 * What a grading run found, as data: everything that is printed, written as JSON or shown as a page
 * is made from this and from nothing else.
 *
 * @module
 */
import type { FeedbackLevel } from "./feedback-level.ts";

/**
 * | verdict | meaning |
 * | --- | --- |
 * | `pass` | the check held |
 * | `fail` | it did not; the message says what was seen |
 * | `blocked` | a check it builds on did not pass: mend that one first |
 * | `timeout` | the submission did not answer in time, twice |
 * | `ungradable` | there was nothing to run: it does not compile, or is empty |
 * | `flaky` | it passed with one seed and failed with another |
 * | `grader-error` | the grader failed, not the submission; nobody is marked by it |
 * | `suspicious` | the submission broke the protocol; the message carries the evidence |
 */
export type Verdict =
  | "pass"
  | "fail"
  | "blocked"
  | "timeout"
  | "ungradable"
  | "flaky"
  | "grader-error"
  | "suspicious";

/** A check as its author wrote it. */
export interface CheckFacts {
  /** Stable, such as `1.7-sync-before-resolve`; starts with the exercise. */
  readonly id: string;
  readonly exercise: string;
  readonly points: number;
  /** The invariant it asserts, such as `O1`, if it is one of the numbered ones. */
  readonly invariant?: string;
  /** Why this matters, for the student. */
  readonly rationale: string;
  /** From a nudge to nearly the answer. */
  readonly hints: readonly string[];
  /** Ids of checks that it builds on. */
  readonly needs: readonly string[];
}

/** Something that a check counted and that has no limit: what submissions may compete in. */
export interface Measure {
  /** What it is, such as `appends of ten callers`. */
  readonly name: string;
  /** More is better. The same on every machine: counts and virtual time, never a stopwatch. */
  readonly value: number;
  /** Such as `a virtual second`. */
  readonly unit: string;
}

/** What a person decided about a mark. It replaces what the grader found, and both stay in the report. */
export interface Override {
  /** Instead of the points earned; absent when there is only something to say. */
  readonly points?: number;
  /** For the student to read. */
  readonly comment: string;
  /** Who decided. */
  readonly by?: string;
}

/** What the tests that a student wrote for a day are worth. They earn no points of the day's own. */
export interface TestsReport {
  /** Tests in it. */
  readonly tests: number;
  /** Whether the reference and every correct variant pass all of them. If not, they notice nothing. */
  readonly valid: boolean;
  /** Planted bugs that at least one of them fails on. */
  readonly noticed: number;
  /** Planted bugs of the day. */
  readonly outOf: number;
  /** Why they are not valid, by file and test. */
  readonly problems: readonly Problem[];
}

/** What one check found. */
export interface CheckResult extends CheckFacts {
  readonly verdict: Verdict;
  /** One paragraph: what was expected and what was seen. Empty for a pass. */
  readonly message: string;
  /** The story of the crash or schedule that broke it: plain text, several lines. */
  readonly story?: string;
  /** Places in the student's code, such as `src/log-file.ts:41`, innermost first. */
  readonly frames: readonly string[];
  /** Of a check that passed. */
  readonly measures?: readonly Measure[];
  /** The instructor's word on it. */
  readonly override?: Override;
  readonly durationMs: number;
}

/** Something about the submission as a whole: a file refused, an import not allowed, a type error. */
export interface Problem {
  /** Relative to the submission; with `:line:column` where known. */
  readonly where: string;
  readonly message: string;
  readonly hint?: string;
}

/** For whom a lab has been narrowed: the due dates of two days need not be one. */
export interface LabFeedback {
  readonly level: FeedbackLevel;
  /** What is withheld until when, in a sentence for the student; empty if there is nothing to say. */
  readonly note: string;
}

/** How long code may take before it counts as hanging. */
export interface TimeLimits {
  /** How slow the machine was, next to the one that limits are chosen on: 1 to 8. */
  readonly slowdown: number;
  readonly callMs: number;
  /** All checks of the day together. */
  readonly dayMs: number;
}

/** One day of one submission. */
export interface LabReport {
  /** 1 to 5. */
  readonly day: number;
  readonly title: string;
  /** Absent unless it was narrowed by the day's own due date. */
  readonly feedback?: LabFeedback;
  /** `pass` when every check passed; else the gravest verdict among them. */
  readonly verdict: Verdict;
  readonly points: number;
  readonly outOf: number;
  readonly checks: readonly CheckResult[];
  readonly problems: readonly Problem[];
  /** What the submission printed, capped. Untrusted text. */
  readonly output: string;
  /** Where a check ran into one. */
  readonly limits?: TimeLimits;
  /** Of the tests handed in with it, if there are any. */
  readonly tests?: TestsReport;
  /** The instructor's word on the day as a whole. */
  readonly override?: Override;
  readonly durationMs: number;
}

/** One submission. */
export interface SubmissionReport {
  readonly name: string;
  /** The folder or archive it came from. */
  readonly source: string;
  /** SHA-256, in hex, over the paths and bytes of the files taken from it. */
  readonly hash: string;
  readonly points: number;
  readonly outOf: number;
  readonly labs: readonly LabReport[];
  /** What was wrong with the folder or archive itself. */
  readonly problems: readonly Problem[];
  /** The instructor's word to its author. */
  readonly comment?: string;
  readonly durationMs: number;
}

/** A layer of isolation around the student's process. */
export interface LayerReport {
  readonly name: string;
  readonly active: boolean;
  /** What it stops, or why it is not active here. */
  readonly note: string;
}

/** One run of the grader. */
export interface GradeReport {
  readonly format: 1;
  /** Whom it has been narrowed for; absent for everything that was found. */
  readonly feedback?: FeedbackLevel;
  /** SHA-256 over suites, solutions and core: reports with other hashes do not compare. */
  readonly courseHash: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly layers: readonly LayerReport[];
  readonly submissions: readonly SubmissionReport[];
}
