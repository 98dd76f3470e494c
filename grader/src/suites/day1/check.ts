import type * as Checksum from "@wal-labs/checksum";
import { type CheckNotes, check as checkOf, type Student } from "../check.ts";

/** What the package of day 1 exports. */
export type Day1 = typeof Checksum;

/** A check of day 1. */
export function check(
  id: string,
  notes: CheckNotes,
  body: (student: Student<Day1>) => Promise<void>,
): void {
  checkOf<Day1>(id, notes, body);
}
