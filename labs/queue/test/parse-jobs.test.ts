import { describe, expect, test } from "vitest";
import { parseJobs, parseJobsText } from "../src/parse-jobs.ts";
import { decodePayload, encodePayload } from "../src/payload.ts";

const ECHO = { id: "a", kind: "echo", text: "hello" } as const;

describe("jobs from outside", () => {
  test.for([
    ["an array", JSON.stringify([ECHO, { ...ECHO, id: "b" }], null, 2)],
    ["lines", `${JSON.stringify(ECHO)}\n\n  ${JSON.stringify({ ...ECHO, id: "b" })}\r\n`],
  ])("are read as %s", ([, text]) => {
    expect(parseJobsText(text ?? "")).toEqual([ECHO, { ...ECHO, id: "b" }]);
  });

  test("may be none", () => {
    expect([parseJobsText(""), parseJobsText("[]")]).toEqual([[], []]);
  });

  test("get an id of their own when they have none", () => {
    const jobs = parseJobs([
      { kind: "sleep", ms: 1 },
      { kind: "sleep", ms: 1 },
    ]);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(2);
  });

  test.for<[unknown, string]>([
    [{ kind: "sleep", ms: -1 }, "Entry 1: ms: "],
    [{ kind: "sleep", ms: "1" }, "Entry 1: ms: "],
    [{ kind: "sleep" }, "Entry 1: ms: "],
    [{ kind: "echo", text: "a", colour: 1 }, 'Entry 1: Unrecognized key: "colour"'],
    [{ kind: "shell", command: "ls" }, "Entry 1: kind: It takes one of sleep, echo"],
    [{ kind: "http", url: "http://example.com/" }, "Entry 1: url: It takes an http URL on this"],
    [{ ...ECHO, id: "two words" }, "Entry 1: id: It takes 1 to 200 letters"],
    [7, "Entry 1: "],
  ])("are refused as %j, with the place", ([job, words]) => {
    expect(() => parseJobs([job])).toThrow(
      expect.objectContaining({ code: "QUEUE_INVALID", message: expect.stringContaining(words) }),
    );
  });

  test("are refused with the line that is no JSON", () => {
    expect(() => parseJobsText(`${JSON.stringify(ECHO)}\n{"id":`)).toThrow("Line 2 is no JSON");
  });

  test("are refused with every mistake, up to ten", () => {
    const wrong = Array.from({ length: 12 }, () => ({ kind: "sleep", ms: 0.5 }));
    expect(() => parseJobs([ECHO, ...wrong])).toThrow(
      /^Entry 2: ms: [\s\S]*\nEntry 11: [\s\S]*And 2 more\.$/,
    );
  });

  test("come back from a record's payload without their id", () => {
    const { id, ...job } = ECHO;
    expect(decodePayload(encodePayload(ECHO))).toEqual(job);
  });
});
