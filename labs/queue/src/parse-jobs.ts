import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { jobSchema, type NamedJob } from "./job-kinds.ts";
import { QueueError } from "./queue-error.ts";

/** As many mistakes as a person wants to read at once. */
const MAX_TOLD = 10;

/** A job that is still to be checked, and what its author knows it by. */
interface Entry {
  readonly place: string;
  readonly value: unknown;
}

/**
 * The jobs that a text describes: a JSON array, or one JSON object a line. A job without an id gets one
 * that nobody else has.
 *
 * @throws a {@link QueueError} `QUEUE_INVALID` that names each entry and field that is wrong.
 */
export function parseJobsText(text: string): NamedJob[] {
  return text.trimStart().startsWith("[")
    ? parseJobs(parsed("The file", text))
    : jobsFrom(lines(text));
}

/**
 * The jobs in a value that was JSON.
 *
 * @throws as {@link parseJobsText}.
 */
export function parseJobs(value: unknown): NamedJob[] {
  if (!Array.isArray(value)) throw invalid("It takes an array of jobs.");
  return jobsFrom(value.map((job, index) => ({ place: `Entry ${index + 1}`, value: job })));
}

function lines(text: string): Entry[] {
  return text.split("\n").flatMap((line, index) => {
    const place = `Line ${index + 1}`;
    return line.trim() === "" ? [] : [{ place, value: parsed(place, line) }];
  });
}

function jobsFrom(entries: readonly Entry[]): NamedJob[] {
  const results = entries.map(({ place, value }) => ({ place, ...jobSchema.safeParse(value) }));
  const mistakes = results.flatMap(({ place, error }) => (error ? told(place, error) : []));
  if (mistakes.length > 0) throw invalid(shortened(mistakes).join("\n"));
  return results.flatMap(({ data }) => (data ? [{ ...data, id: data.id ?? randomUUID() }] : []));
}

function told(place: string, { issues }: z.ZodError): string[] {
  return issues.map(({ path, message }) => [place, ...path.map(String), `${message}.`].join(": "));
}

function shortened(mistakes: readonly string[]): string[] {
  const more = mistakes.length - MAX_TOLD;
  return [...mistakes.slice(0, MAX_TOLD), ...(more > 0 ? [`And ${more} more.`] : [])];
}

function parsed(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`${place} is no JSON: ${(cause as Error).message}`);
  }
}

function invalid(message: string): QueueError {
  return new QueueError("QUEUE_INVALID", message);
}
