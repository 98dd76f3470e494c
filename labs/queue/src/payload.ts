import { jobSchema, type NewJob } from "./job-kinds.ts";

/** What a job says, as the payload of its record: JSON as UTF-8, without the id that the record has. */
export function encodePayload({ id: _, ...job }: NewJob): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(job));
}

/**
 * What a record's payload says.
 *
 * @throws when it is no job of ours.
 */
export function decodePayload(payload: Uint8Array): NewJob {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
  return jobSchema.parse(JSON.parse(text));
}
