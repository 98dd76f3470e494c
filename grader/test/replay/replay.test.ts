import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COURSE_ROOT, DAYS, type Day } from "../../src/course/course.ts";
import { courseHash } from "../../src/course/course-hash.ts";
import { submissionHash } from "../../src/grading/submission-hash.ts";
import { readSubmission } from "../../src/intake/submission.ts";
import { Judge } from "../../src/judge/judge.ts";
import { differences, type Recorded, recordedIn } from "../../src/replay/recorded.ts";
import { NoCheckError, type Replayed, replay } from "../../src/replay/replay.ts";
import { replayText } from "../../src/replay/replay-text.ts";
import { replayCommand } from "../../src/report/replay-command.ts";
import type { SubmissionReport } from "../../src/report/report.ts";
import { unmet } from "../../src/report/scores.ts";

const SOURCE = join(COURSE_ROOT, "grader/samples/never-syncs");
const [DAY_1] = DAYS as [Day];
const SYNC = "1.7-sync-before-resolve";

let judge: Judge;
let graded: SubmissionReport;

beforeAll(async () => {
  judge = await Judge.start();
  const submission = await readSubmission(SOURCE);
  const lab = await judge.judge(submission, DAY_1);
  const facts = { name: submission.name, source: SOURCE, hash: submissionHash(submission) };
  const { points, outOf, durationMs } = lab;
  graded = { ...facts, points, outOf, labs: [lab], problems: [], durationMs };
}, 240_000);
afterAll(() => judge.close());

async function recorded(id: string): Promise<Recorded> {
  const found = recordedIn(graded, id, { courseHash: await courseHash() });
  if (!found) throw new RangeError(`There is no ${id}.`);
  return found;
}

describe("a replay", () => {
  test("of each unmet check gives the same verdict, message, story and places", {
    timeout: 240_000,
  }, async () => {
    const missed = graded.labs.flatMap(unmet);
    expect(missed.length).toBeGreaterThan(5);
    expect(missed.some(({ story }) => story?.includes("the power fails here"))).toBe(true);
    for (const { id } of missed) {
      const replayed = await replay(SOURCE, id, { judge });
      expect(differences(replayed, await recorded(id)), id).toEqual([]);
    }
  });

  test("says what is not as it was, and why that may be", async () => {
    const replayed = await replay(SOURCE, SYNC, { judge });
    const then = await recorded(SYNC);
    const check = { ...then.check, verdict: "pass", message: "", story: "None." } as const;
    expect(differences(replayed, { ...then, check, hash: "00", courseHash: "11" })).toEqual([
      expect.stringMatching(/^The course is another one: [0-9a-f]{64}, then 11\.$/),
      expect.stringMatching(/^The submission is another one: [0-9a-f]{64}, then 00\.$/),
      "The verdict is fail, then it was pass.",
      "The message was: none",
      "The story is another one.",
    ]);
  });

  test("is compared by its verdict alone with a report that withholds the rest", async () => {
    const replayed = await replay(SOURCE, SYNC, { judge });
    const { message: _, story: __, ...rest } = (await recorded(SYNC)).check;
    const labs = graded.labs.map((lab) => ({ ...lab, checks: [{ ...rest, message: "" }] }));
    const narrowed = { courseHash: await courseHash(), feedback: "before-due" } as const;
    const then = recordedIn({ ...graded, labs }, SYNC, narrowed) as Recorded;
    expect(differences(replayed, then)).toEqual([]);
    expect(recordedIn(graded, "1.9-no-such", narrowed)).toBeUndefined();
  });

  test("tells the story, and lets nothing of the submission move the cursor", async () => {
    const { submission, ...rest } = await replay(SOURCE, SYNC, { judge });
    const named: Replayed = { ...rest, submission: { ...submission, name: "a\u001b[2Jb" } };
    const text = replayText(named, { width: 100, paint: (_, words) => words });
    expect(text).toContain(`✗ fail  ${SYNC} of a␛[2Jb`);
    expect(text).toContain("the power fails here");
  });

  test.for(["1.7-no-such-check", "9.1-other-day", "nonsense"])("of %s is refused", async (id) => {
    await expect(replay(SOURCE, id, { judge })).rejects.toThrow(NoCheckError);
  });
});

describe("the command for a replay", () => {
  test.for([
    ["class/ada.zip", "class/ada.zip"],
    ["class/ada b.zip", "'class/ada b.zip'"],
    ["it's; rm -rf", "'it'\\''s; rm -rf'"],
    ["-x", "./-x"],
  ] as const)("takes %j for one word", ([source, word]) => {
    expect(replayCommand({ source }, { id: SYNC })).toBe(`npm run grade -- replay ${word} ${SYNC}`);
  });

  test("is not known where the source is not", () => {
    expect(replayCommand({ source: "" }, { id: SYNC })).toBeUndefined();
  });
});
