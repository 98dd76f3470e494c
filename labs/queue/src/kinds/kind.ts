import { z } from "zod";

/** One try of a job. */
export interface Attempt {
  /** Counts from 1. Tries that a crash cut short count too. */
  readonly number: number;
  /** Aborted at the deadline, and when the runner must stop. */
  readonly signal: AbortSignal;
}

/** One word on a line, so that output can be read by programs. */
const ID = z
  .string()
  .regex(/^[\w.:@/-]{1,200}$/, "It takes 1 to 200 letters, digits and any of . _ : @ / -");

/**
 * A kind of job: what its fields are, and what it does. `run` resolves with a line to print, rejects
 * when the job has failed, and settles soon after its signal is aborted. As a job may be run more than
 * once, what `run` does must bear being done twice.
 */
export function kind<const Name extends string, Shape extends z.ZodRawShape>(
  name: Name,
  fields: Shape,
  run: (job: z.infer<z.ZodObject<Shape>>, attempt: Attempt) => Promise<string>,
) {
  // Strict: a field that nobody knows is a typing error, and better told now.
  const schema = z.strictObject({ id: ID.optional(), kind: z.literal(name), ...fields });
  return { schema, run };
}
