import { describe, expect, test } from "vitest";
import { z } from "zod";
import { classroomResult } from "../../src/formats/classroom.ts";
import { HOSTILE_TEXTS, hostileReport } from "../report/hostile.ts";
import { ben, checkWith, everyVerdict, submissionWith, UNQUOTABLE } from "./made-up.ts";

/** What classroom-resources/autograding-command-grader hands over. */
const status = z.literal(["pass", "fail", "error"]);
const published = z.strictObject({
  version: z.literal(1),
  status,
  max_score: z.number(),
  tests: z.array(
    z.strictObject({
      ...{ name: z.string(), status, score: z.number(), message: z.string() },
      ...{ test_code: z.string(), filename: z.string(), line_no: z.number(), duration: z.number() },
    }),
  ),
});

/** As classroom-resources/autograding-grading-reporter reads it and adds it up. */
function reported(submission: Parameters<typeof classroomResult>[0]) {
  const encoded = Buffer.from(JSON.stringify(classroomResult(submission))).toString("base64");
  const results = published.parse(JSON.parse(Buffer.from(encoded, "base64").toString("utf8")));
  const totalPoints = results.tests.reduce((sum, { score }) => sum + score, 0);
  return { ...results, totalPoints };
}

describe("classroomResult", () => {
  test("adds up to the points of the submission", () => {
    const { points, outOf } = ben();
    expect(reported(ben())).toMatchObject({
      ...{ status: "fail", totalPoints: points, max_score: outOf },
    });
  });

  test("passes when every check passed", () => {
    expect(reported(submissionWith([checkWith("pass")]))).toMatchObject({
      ...{ status: "pass", totalPoints: 10, max_score: 10 },
    });
  });

  test("is an error as a whole when the grader failed, or checked nothing", () => {
    expect(reported(submissionWith(everyVerdict())).status).toBe("error");
    expect(reported({ ...ben(), labs: [] }).status).toBe("error");
  });

  test.each([...Object.values(HOSTILE_TEXTS), ...UNQUOTABLE].filter((text) => text !== ""))(
    "has nothing that a submission wrote in what the reporter prints: %j",
    (text) => {
      const checks = ben().labs.flatMap((lab) => lab.checks);
      const [anna] = hostileReport(text).submissions;
      const hostile = checks.map((check) => ({ ...check, message: text, story: text }));
      const { tests } = reported({ ...submissionWith(hostile), name: anna?.name ?? "" });
      for (const one of tests) expect(JSON.stringify(one)).not.toContain(JSON.stringify(text));
    },
  );
});
