import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "@wal-labs/core/sim";
import { availableDays, type Day } from "../../src/course/course.ts";
import { type Part, partsOf, writePart } from "./parts.ts";

/** A generated submission: what it is on each day. */
export interface Mixture {
  readonly student: string;
  readonly parts: readonly { readonly day: Day; readonly part: Part }[];
}

/** So many submissions, drawn from a seed. */
export function mixtures(count: number, seed: number): Mixture[] {
  const random = new Random(seed);
  const days = availableDays();
  return Array.from({ length: count }, (_, index) => ({
    student: `student-${String(index + 1).padStart(3, "0")}`,
    parts: days.map((day) => {
      const choices = partsOf(day);
      return { day, part: choices[random.below(choices.length)] as Part };
    }),
  }));
}

/** Writes each of them as a folder in `folder`. */
export async function writeClass(class_: readonly Mixture[], folder: string): Promise<void> {
  for (const { student, parts } of class_) {
    await mkdir(join(folder, student), { recursive: true });
    for (const { day, part } of parts) {
      await writePart(part, day, join(folder, student), student);
    }
  }
}
