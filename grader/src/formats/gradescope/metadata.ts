import { readFile } from "node:fs/promises";
import { z } from "zod";
import { UsageError } from "../../course/usage-error.ts";
import type { PastGrading } from "../../policy/attempts.ts";
import { cleanLine } from "../../report/clean.ts";

const moment = z.iso.datetime({ offset: true, error: "expected a date with time and zone" });
const dates = z.looseObject({ due_date: moment.nullish(), late_due_date: moment.nullish() });
const pastGrading = z.object({ at: moment, hash: z.string(), failed: z.array(z.string()) });
const metadata = z.looseObject({
  created_at: moment,
  assignment: dates,
  users: z.array(z.looseObject({ name: z.string(), assignment: dates.nullish() })).min(1),
  previous_submissions: z
    .array(
      z.looseObject({
        submission_time: moment,
        autograder_error: z.boolean().nullish(),
        results: z.unknown().optional(),
      }),
    )
    .default([]),
});

type Metadata = z.infer<typeof metadata>;

/** What Gradescope says about a submission, as far as grading depends on it. */
export interface SubmissionFacts {
  /** Of its authors, in order, with ` & ` between them. */
  readonly name: string;
  /** When it was handed in. Gradings are counted by this, so that a rerun counts as the first run. */
  readonly createdAt: Date;
  /** From when on Gradescope shows what waits for the due date; `undefined`: never. */
  readonly due: Date | undefined;
  /** The gradings before this one that did not fail for the grader's own sake. */
  readonly earlier: readonly PastGrading[];
}

/**
 * Reads a `submission_metadata.json`.
 *
 * @throws a {@link UsageError} that names the file and the first field that is not as it should be.
 * @see Gradescope, "Submission Metadata"
 */
export async function readMetadata(file: string): Promise<SubmissionFacts> {
  const text = await readFile(file, "utf8");
  const parsed = metadata.safeParse(parsedJson(text, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = cleanLine(issue?.path.map(String).join(".") || "the whole file");
    throw new UsageError(`${file}: ${field}: ${issue?.message}.`);
  }
  return factsFrom(parsed.data);
}

function factsFrom(data: Metadata): SubmissionFacts {
  return {
    name: data.users.map(({ name }) => name).join(" & "),
    createdAt: new Date(data.created_at),
    due: dueOf(data),
    earlier: earlierGradings(data),
  };
}

/** The late due date counts where there is one: Gradescope waits for it. Of a group, the latest. */
function dueOf({ assignment, users }: Metadata): Date | undefined {
  const own = users.map(({ assignment: extended }) => shownFrom(extended ?? {}));
  const dues = own.map((due) => due ?? shownFrom(assignment)).filter((due) => due !== undefined);
  return dues.sort((a, b) => a.getTime() - b.getTime()).at(-1);
}

function shownFrom({ due_date, late_due_date }: z.infer<typeof dates>): Date | undefined {
  const due = late_due_date ?? due_date;
  return due ? new Date(due) : undefined;
}

/**
 * Gradescope hands over when each submission was made, and the results of the last one. What each of
 * them failed is in there: every grading passes the list on to the next.
 */
function earlierGradings({ previous_submissions }: Metadata): readonly PastGrading[] {
  const known = previous_submissions.flatMap(({ results }) => gradingsIn(results));
  return previous_submissions
    .filter(({ autograder_error }) => autograder_error !== true)
    .map(({ submission_time }) => {
      const at = new Date(submission_time).toISOString();
      return known.findLast((one) => one.at === at) ?? { at, hash: "", failed: [] };
    });
}

function gradingsIn(results: unknown): readonly PastGrading[] {
  const kept = z.looseObject({ extra_data: z.looseObject({ gradings: z.array(pastGrading) }) });
  const parsed = kept.safeParse(results);
  return parsed.success ? parsed.data.extra_data.gradings : [];
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: is not JSON: ${cleanLine((error as Error).message)}`);
  }
}
