import { join } from "node:path";
import { COURSE_ROOT, DAYS, type Day } from "../course/course.ts";

/** Whose code a package name leads to: the course's solution, its lab, or what lies in a directory. */
export type Side = "reference" | "lab" | { readonly directory: string };

/** What the days before the submission's own lead to. A day that is not listed: the reference. */
export type Foundation = Side | Readonly<Record<number, Side>>;

/** Where a package name leads, or why it leads nowhere. */
export type PackageTarget =
  | { readonly kind: "package"; readonly name: string; readonly directory: string }
  | { readonly kind: "refused"; readonly hint: string };

const CORE = "@wal-labs/core";

/** The directory of `@wal-labs/core`. */
export const CORE_DIRECTORY = join(COURSE_ROOT, "labs", "core");

/**
 * Decides which side each `@wal-labs/*` name leads to, for a submission of `day` in `directory`.
 * This is the only place where that is decided.
 */
export function resolvePackage(
  name: string,
  submission: { readonly day: number; readonly directory: string },
  foundation: Foundation,
): PackageTarget {
  if (name === CORE) return { kind: "package", name, directory: CORE_DIRECTORY };
  if (name.startsWith(`${CORE}/`)) {
    return refused("Only tests use the simulated disk. Take a file system as an option instead.");
  }
  const day = DAYS.find(({ packageName }) => packageName === name);
  if (!day) return refused("There is no package of this name in the course.");
  if (day.number > submission.day) return refused(`Day ${day.number} builds on this one.`);
  if (day.number === submission.day) {
    return { kind: "package", name, directory: submission.directory };
  }
  return { kind: "package", name, directory: directoryOf(day, sideOf(day, foundation)) };
}

function sideOf({ number }: Day, foundation: Foundation): Side {
  if (typeof foundation === "string" || isDirectory(foundation)) return foundation;
  return foundation[number] ?? "reference";
}

function directoryOf({ slug }: Day, side: Side): string {
  if (side === "reference") return join(COURSE_ROOT, "solutions", slug);
  if (side === "lab") return join(COURSE_ROOT, "labs", slug);
  return side.directory;
}

function isDirectory(foundation: Foundation): foundation is { readonly directory: string } {
  return typeof foundation === "object" && "directory" in foundation;
}

function refused(hint: string): PackageTarget {
  return { kind: "refused", hint };
}
