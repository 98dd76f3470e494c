import { z } from "zod";
import { echo } from "./kinds/echo.ts";
import { failNTimes } from "./kinds/fail-n-times.ts";
import { http } from "./kinds/http.ts";
import type { Attempt } from "./kinds/kind.ts";
import { sleep } from "./kinds/sleep.ts";

/** A job as its author writes it down. */
export const jobSchema = z.discriminatedUnion(
  "kind",
  [sleep.schema, echo.schema, failNTimes.schema, http.schema],
  { error: "It takes one of sleep, echo, fail-n-times, http" },
);

/** What is to be done, and under which name, if its author gave it one. */
export type NewJob = z.infer<typeof jobSchema>;

/** {@link NewJob} with a name. */
export type NamedJob = NewJob & { readonly id: string };

/**
 * Does what a job says.
 *
 * @throws when it fails, and soon after the attempt's signal is aborted.
 */
export function perform(job: NewJob, attempt: Attempt): Promise<string> {
  switch (job.kind) {
    case "sleep":
      return sleep.run(job, attempt);
    case "echo":
      return echo.run(job, attempt);
    case "fail-n-times":
      return failNTimes.run(job, attempt);
    case "http":
      return http.run(job, attempt);
  }
}
