import { DAYS, type Day } from "../../src/course/course.ts";
import { gradeTests, type StudentTestsOptions } from "../../src/student-tests/student-tests.ts";

export const DAY1 = DAYS[0] as Day;

/** What every test file here begins with. */
const HEAD = `
import { LogFile, crc32 } from "@wal-labs/checksum";
import { SimDisk } from "@wal-labs/core/sim";
import { beforeAll, describe, expect, test } from "vitest";
const bytes = (text) => new TextEncoder().encode(text);
`;

/** The line of a test file that a body's first line is on. */
export const FIRST_LINE = HEAD.split("\n").length;

/** A submission that carries tests for day 1, by the bodies of their files. */
export function withTests(bodies: Readonly<Record<string, string>>): {
  files: Map<string, Uint8Array>;
} {
  const encoder = new TextEncoder();
  const files = Object.entries(bodies).map(
    ([name, body]) => [`${DAY1.slug}/tests/${name}`, encoder.encode(HEAD + body)] as const,
  );
  return { files: new Map(files) };
}

/** Grades one test file with three planted bugs: few, so that it takes a second. */
export function gradeBody(body: string, options: StudentTestsOptions = {}) {
  const bugs = ["signed-crc", "never-syncs", "endless-write"];
  return gradeTests(withTests({ "a.test.ts": body }), DAY1, { bugs, ...options });
}
