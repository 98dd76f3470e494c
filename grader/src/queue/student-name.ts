import { createHash } from "node:crypto";
import { nameFlaw } from "../class/submission-name.ts";
import { UsageError } from "../course/usage-error.ts";
import { cleanLine } from "../report/clean.ts";

/**
 * A student's name as the queue and the book know it: equal however its accents are spelt. It is never
 * part of a path, of a key's structure or of a command.
 *
 * @throws a {@link UsageError} when it is empty, too long or has characters that are no text.
 */
export function studentName(given: string): string {
  const name = given.normalize("NFC").trim();
  const flaw = nameFlaw(name);
  if (!flaw) return name;
  throw new UsageError(`--student: ${JSON.stringify(cleanLine(name, 40))} is no name. ${flaw}`);
}

/**
 * The id of a submission in the queue: the same student with the same files is the same job. Letters
 * and digits only, whatever the name.
 */
export function jobIdOf(student: string, hash: string): string {
  return `s${sha256(`${student}\0${hash}`).slice(0, 40)}`;
}

/** What stands for a student in keys. */
export function studentKey(student: string): string {
  return sha256(student).slice(0, 40);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
