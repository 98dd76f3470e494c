import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UsageError } from "../../src/course/usage-error.ts";
import { readMetadata, type SubmissionFacts } from "../../src/formats/gradescope/metadata.ts";
import { gradescopeResults, UnjudgedError } from "../../src/formats/gradescope/results.ts";
import { gradescopeViews } from "../../src/formats/gradescope/views.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/policy/policy.ts";
import type { SubmissionReport } from "../../src/report/report.ts";
import { HOSTILE_TEXTS, hostileReport, INVISIBLE } from "../report/hostile.ts";
import { gradescopeSchema } from "./gradescope-schema.ts";
import { ben, checkWith, everyVerdict, submissionWith, UNQUOTABLE } from "./made-up.ts";

/** The check of the fixture that has more than one hint. */
const HINTED = "1.7-sync-before-resolve";
const DUE = new Date("2026-11-30T23:59:00Z");
const BEFORE = new Date("2026-11-29T12:00:00Z");
const AFTER = new Date("2026-12-01T12:00:00Z");
const FACTS: SubmissionFacts = { name: "Ben", createdAt: BEFORE, due: DUE, earlier: [] };

interface Case {
  readonly at?: Date;
  readonly facts?: SubmissionFacts;
  readonly policy?: Policy;
}

function resultsOf(
  submission: SubmissionReport,
  { at = BEFORE, facts = FACTS, policy = DEFAULT_POLICY }: Case = {},
) {
  const views = gradescopeViews(submission, policy, { at, facts });
  const json = JSON.stringify(gradescopeResults(views, { courseHash: "c0ffee" }));
  const { tests = [], ...rest } = gradescopeSchema.parse(JSON.parse(json));
  const scores = tests.map(({ score = 0 }) => score).reduce((sum, score) => sum + score, 0);
  return { ...rest, tests, scores, json };
}

describe("gradescopeResults", () => {
  test("is what Gradescope describes, and adds up to the points of the submission", () => {
    const { scores, score, tests, output } = resultsOf(ben());
    expect(score).toBeUndefined();
    expect(scores).toBe(ben().points);
    expect(tests.map(({ max_score = 0 }) => max_score).reduce((sum, one) => sum + one)).toBe(30);
    expect(output).toContain("Day 1, Types and checksum, the first log file: 6 of 30 points.");
  });

  test("shows before the due date what the policy shows, and keeps the rest for then", () => {
    const { tests } = resultsOf(ben());
    const about = tests.filter(({ name }) => name?.startsWith("1.7-sync-before-resolve"));
    expect(about).toMatchObject([
      { name: "1.7-sync-before-resolve (O1)", visibility: "visible", status: "failed", score: 0 },
      { name: "1.7-sync-before-resolve (O1): what happened", visibility: "after_due_date" },
    ]);
    expect(about[0]?.output).not.toContain("power lost");
    expect(about[1]?.output).toContain("power lost, before #5 fsync jobs.wal");
    expect(about[1]).not.toHaveProperty("score");
  });

  test("has nothing that waits once the due date has passed", () => {
    const { tests } = resultsOf(ben(), { at: AFTER });
    expect(new Set(tests.map(({ visibility }) => visibility))).toEqual(new Set(["visible"]));
    expect(tests.map(({ output }) => output).join()).toContain("power lost");
  });

  test("opens nothing with the due date when the policy shows no more then", () => {
    const shown = { ...DEFAULT_POLICY.shown, "after-due": DEFAULT_POLICY.shown["before-due"] };
    const { tests } = resultsOf(ben(), { policy: { ...DEFAULT_POLICY, shown } });
    expect(tests.every(({ visibility }) => visibility === "visible")).toBe(true);
  });

  test("withholds details beyond the gradings of the day, after the due date too", () => {
    const at = "2026-12-01T08:00:00.000Z";
    const earlier = Array.from({ length: 10 }, () => ({ at, hash: "", failed: [] }));
    const facts = { ...FACTS, createdAt: AFTER, earlier };
    const { output, json } = resultsOf(ben(), { at: AFTER, facts });
    expect(output).toContain("This is grading 11 of the day");
    expect(json).not.toContain("power lost");
  });

  test("never makes a zero of what the grader failed at", () => {
    const checks = [checkWith("pass"), checkWith("grader-error")];
    const { tests, output, scores } = resultsOf(submissionWith(checks));
    expect(scores).toBe(10);
    expect(output).toContain("10 of 10 points. The grader failed at 1 check");
    const [failed] = tests.filter(({ name }) => name === "1.7-grader-error");
    expect(failed).not.toHaveProperty("score");
    expect(failed).not.toHaveProperty("status");
    expect(failed?.tags).toContain("for-the-instructor");
  });

  test("is none when nothing could be judged", () => {
    for (const checks of [[], [checkWith("grader-error")]]) {
      expect(() => resultsOf(submissionWith(checks))).toThrow(UnjudgedError);
    }
  });

  test("keeps the evidence of what is suspicious for the instructor", () => {
    const { tests } = resultsOf(submissionWith([checkWith("suspicious")]), { at: AFTER });
    expect(tests.slice(0, 2)).toMatchObject([
      { visibility: "visible", score: 0, tags: expect.arrayContaining(["for-the-instructor"]) },
      { visibility: "hidden", output: expect.stringContaining("What was seen: suspicious.") },
    ]);
    expect(tests[0]?.output).toContain("A person looks at it.");
    expect(tests[0]?.output).not.toContain("What was seen");
  });

  test("has the points that an instructor gave, to a check and to a day", () => {
    const given = { ...checkWith("fail"), override: { points: 7, comment: "Nearly." } };
    const submission = submissionWith([given, checkWith("fail")]);
    const { scores, tests } = resultsOf(submission);
    expect(scores).toBe(7);
    expect(tests[0]?.output).toContain("The instructor (7 points): Nearly.");
    const labs = submission.labs.map((lab) => ({
      ...lab,
      override: { points: 15, comment: "Late, but right." },
    }));
    const { score, output } = resultsOf({ ...submission, labs });
    expect(score).toBe(15);
    expect(output).toContain("The instructor: Late, but right.");
  });

  test("has every verdict as passed, failed or neither", () => {
    const { tests } = resultsOf(submissionWith(everyVerdict()), { at: AFTER });
    const shown = tests.filter(({ visibility }) => visibility === "visible");
    const statuses = shown.map(({ name, status }) => [name?.slice("1.7-".length), status]);
    expect(Object.fromEntries(statuses)).toEqual({
      pass: "passed",
      ...{ blocked: "failed", flaky: "failed", fail: "failed", timeout: "failed" },
      ...{ ungradable: "failed", suspicious: "failed", "grader-error": undefined },
    });
  });

  test("puts what submissions compete in on the leaderboard", () => {
    const measures = [{ name: "appends", value: 912.5, unit: "a virtual second" }];
    const { leaderboard } = resultsOf(submissionWith([{ ...checkWith("pass"), measures }]));
    expect(leaderboard).toEqual([
      { name: "appends, a virtual second", value: 912.5, order: "desc" },
    ]);
  });

  test.each([...Object.values(HOSTILE_TEXTS), ...UNQUOTABLE])("is plain text: %j", (text) => {
    for (const submission of hostileReport(text).submissions) {
      const { tests, output, output_format } = resultsOf(submission, { at: AFTER });
      expect(output_format).toBe("text");
      for (const one of tests) {
        expect(one).toMatchObject({ output_format: "text", name_format: "text" });
        expect(`${one.name}\n${one.output}\n${output}`).not.toMatch(INVISIBLE);
      }
    }
  });
});

describe("readMetadata", () => {
  const PUBLISHED = {
    id: 123456,
    created_at: "2026-11-29T12:00:00.365935+00:00",
    assignment: {
      due_date: "2026-11-30T23:00:00.000000-07:00",
      group_size: 4,
      late_due_date: null,
      title: "Programming Assignment 1",
      total_points: "20.0",
    },
    users: [
      { email: "anna@example.com", id: 1, name: "Anna" },
      { email: "ben@example.com", id: 2, name: "Ben" },
    ],
    previous_submissions: [] as object[],
  };
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wal-labs-metadata-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function read(value: unknown): Promise<SubmissionFacts> {
    const file = join(folder, "submission_metadata.json");
    await writeFile(file, typeof value === "string" ? value : JSON.stringify(value));
    return readMetadata(file);
  }

  test("tells the authors, when it was handed in and when it is due", async () => {
    expect(await read(PUBLISHED)).toEqual({
      name: "Anna & Ben",
      createdAt: new Date("2026-11-29T12:00:00.365Z"),
      due: new Date("2026-12-01T06:00:00Z"),
      earlier: [],
    });
  });

  test("takes the late due date, and the latest of a group's own", async () => {
    const late = { ...PUBLISHED.assignment, late_due_date: "2026-12-05T00:00:00Z" };
    expect((await read({ ...PUBLISHED, assignment: late })).due).toEqual(new Date("2026-12-05"));
    const [anna, ben] = PUBLISHED.users;
    const extended = { ...ben, assignment: { due_date: "2026-12-09T00:00:00Z" } };
    const { due } = await read({ ...PUBLISHED, users: [anna, extended] });
    expect(due).toEqual(new Date("2026-12-09"));
  });

  test("knows what earlier gradings failed, and does not count the grader's own failures", async () => {
    const facts = { ...FACTS, createdAt: new Date("2026-11-28T10:00:00Z") };
    const results = JSON.parse(resultsOf(ben(), { facts }).json);
    const previous_submissions = [
      { submission_time: "2026-11-27T10:00:00Z", autograder_error: true },
      { submission_time: "2026-11-27T11:00:00Z", autograder_error: false },
      { submission_time: "2026-11-28T10:00:00Z", score: 6, results },
    ];
    const { earlier } = await read({ ...PUBLISHED, previous_submissions });
    expect(earlier).toEqual([
      { at: "2026-11-27T11:00:00.000Z", hash: "", failed: [] },
      {
        at: "2026-11-28T10:00:00.000Z",
        hash: ben().hash,
        failed: ["1.7-sync-before-resolve", "1.8-read-checks-the-bytes"],
      },
    ]);
  });

  test("lets one more hint be seen after an attempt that failed", async () => {
    const earlier = [{ at: "2026-11-28T10:00:00.000Z", hash: "other", failed: [HINTED] }];
    const hintsOf = (facts: SubmissionFacts) =>
      resultsOf(ben(), { facts }).tests.find(({ name }) => name?.startsWith(HINTED))?.output;
    expect(hintsOf(FACTS)).not.toContain("Hint 2");
    expect(hintsOf({ ...FACTS, earlier })).toContain("Hint 2");
  });

  test.each([
    ["{", /is not JSON/],
    [{ ...PUBLISHED, users: [] }, /users/],
    [{ ...PUBLISHED, created_at: "yesterday" }, /created_at: expected a date/],
    [{ ...PUBLISHED, assignment: { due_date: 7 } }, /assignment\.due_date/],
    [[], /the whole file/],
  ])("says which field is wrong: %j", async (value, message) => {
    const reading = read(value);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(UsageError);
  });
});
