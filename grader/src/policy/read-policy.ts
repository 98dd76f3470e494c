import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { z } from "zod";
import { COURSE_ROOT } from "../course/course.ts";
import { UsageError } from "../course/usage-error.ts";
import { cleanLine } from "../report/clean.ts";
import type { Policy } from "./policy.ts";
import { policySchema } from "./policy-schema.ts";

/** Where the course keeps its policy. */
export const POLICY_FILE: string = join(COURSE_ROOT, "grader/policy.json");

type Issue = z.core.$ZodIssue;

/**
 * The policy in a file, whole: what it leaves out is as in `DEFAULT_POLICY`.
 *
 * @throws a {@link UsageError} with every mistake in it, each with its path.
 */
export async function readPolicy(file: string = POLICY_FILE): Promise<Policy> {
  const name = relative(process.cwd(), file) || file;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${name}: cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return parsePolicy(text, name);
}

/** The policy in a text; `name` is what errors call it. */
export function parsePolicy(text: string, name: string): Policy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name}: is not JSON: ${cleanLine((error as Error).message)}`);
  }
  const parsed = policySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.flatMap(mistakesOf);
  throw new UsageError(mistakes.map((mistake) => `${name}: ${mistake}`).join("\n"));
}

function mistakesOf(issue: Issue): readonly string[] {
  if (issue.code !== "unrecognized_keys") return [`${pathText(issue.path)}: ${issue.message}.`];
  return issue.keys.map((key) => `${pathText([...issue.path, key])}: there is no such setting.`);
}

function pathText(path: readonly PropertyKey[]): string {
  return cleanLine(path.map(String).join(".")) || "the whole file";
}
