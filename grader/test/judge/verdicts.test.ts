import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { materialise, type Submission } from "../../src/intake/submission.ts";
import { Judge } from "../../src/judge/judge.ts";
import { Seeds } from "../../src/judge/seeds.ts";
import { randomIntegers } from "../../src/sandbox/host/random.ts";
import { Luck } from "../../src/suites/luck.ts";
import { checkIn, DAY_1, edited } from "./submissions.ts";

const VECTORS = "1.3-vectors";
const CRC = "  return CRC32.buf(bytes, seed) >>> 0;";

let judge: Judge;

beforeAll(async () => {
  judge = await Judge.start({ callLimitMs: 1000 });
}, 120_000);
afterAll(() => judge.close());

/** Whether code that throws a coin when it is loaded is lucky in a check, in the run and again. */
async function fortuneOf(submission: Submission): Promise<boolean[]> {
  const folder = await mkdtemp(join(tmpdir(), "wal-labs-luck-"));
  try {
    await materialise(submission, folder);
    const seeds = await Seeds.of([join(folder, DAY_1.slug)]);
    return [0, 1, 2].map((times) => {
      const bootSeed = new Luck(VECTORS, seeds.at(times)).bootSeed();
      return randomIntegers(bootSeed)() < 2 ** 31;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A checksum that is right by luck only, with a comment that gives it the wanted luck. */
async function lucky(...wanted: boolean[]): Promise<Submission> {
  for (let attempt = 0; ; attempt++) {
    const coin = `const isLucky = Math.random() < 0.5; // ${attempt}\nconst CRC_SIZE = 4;`;
    const submission = await edited(
      ["checksum.ts", "const CRC_SIZE = 4;", coin],
      ["checksum.ts", CRC, `  if (!isLucky) return 1;\n${CRC}`],
    );
    const fortune = await fortuneOf(submission);
    if (wanted.every((luck, times) => fortune[times] === luck)) return submission;
  }
}

const verdictOf = async (submission: Submission) =>
  checkIn(await judge.judge(submission, DAY_1, { only: VECTORS }), VECTORS).verdict;

describe("a submission that is right by luck", { timeout: 120_000 }, () => {
  test("is flaky where it fails first and passes with another seed", async () => {
    const report = await judge.judge(await lucky(false, false, true), DAY_1, { only: VECTORS });
    const { verdict, message } = checkIn(report, VECTORS);
    expect(verdict).toBe("flaky");
    expect(message).toMatch(/but saw: {2}1\n.*luck/s);
    expect(report.points).toBeLessThan(report.outOf);
  });

  test("fails where it fails with each seed, and each time it is graded", async () => {
    const submission = await lucky(false, false, false);
    expect([await verdictOf(submission), await verdictOf(submission)]).toEqual(["fail", "fail"]);
  });

  test("fails at once for a judge who does not repeat", async () => {
    const options = { only: VECTORS, repeats: false };
    const report = await judge.judge(await lucky(false, true), DAY_1, options);
    expect(checkIn(report, VECTORS).verdict).toBe("fail");
  });
});

test("a right submission passes", { timeout: 120_000 }, async () => {
  expect(await verdictOf(await edited())).toBe("pass");
});

describe("a submission that hangs, dies or breaks the protocol", { timeout: 240_000 }, () => {
  test("in one exercise keeps the points of all others", async () => {
    const hangs = await edited([
      "log-file.ts",
      `await io("remove the log", fs.unlink(path));`,
      "await new Promise(() => {});",
    ]);
    const report = await judge.judge(hangs, DAY_1);
    const { message, points } = checkIn(report, "1.9-remove");
    expect(report).toMatchObject({ points: report.outOf - points, verdict: "timeout" });
    expect(message).toBe(
      "LogFile.remove had no result within the time that a call is given, twice.",
    );
    expect(report.limits).toMatchObject({ callMs: expect.any(Number) });
  });

  test("in one exercise, by the end of its process, keeps what it got before", async () => {
    const dies = await edited([
      "log-file.ts",
      `await io("remove the log", fs.unlink(path));`,
      "for (const hoard: unknown[] = []; ; ) hoard.push(new Array(1e7).fill(1.5));",
    ]);
    const report = await judge.judge(dies, DAY_1, { only: "1.9-remove" });
    const { verdict, message, points } = checkIn(report, "1.9-remove");
    expect(report.points).toBe(report.outOf - points);
    expect(verdict).toBe("fail");
    expect(message).toMatch(/^The process (was killed|exited)/);
  });

  test("is suspicious, with what it sent and what it was asked", async () => {
    const floods = "for (let timer = 0; timer < 20_000; timer++) setTimeout(() => {}, 1e6);";
    const submission = await edited(["checksum.ts", CRC, `  ${floods}\n${CRC}`]);
    const report = await judge.judge(submission, DAY_1, { only: VECTORS });
    const { verdict, message } = checkIn(report, VECTORS);
    expect(verdict).toBe("suspicious");
    expect(message).toMatch(
      /^Too many timers\. Frame \d+ of the process, \d+ bytes: 09 [^\n]*"\.\s/,
    );
    expect(message).toContain("The grader was waiting for crc32.");
  });
});
