import { join } from "node:path";
import { COURSE_ROOT } from "../course/course.ts";

const ROOT = withSlashes(join(COURSE_ROOT, "/"));
/** What a module of the course is called by the compiler, and by students. */
const PACKAGES: readonly (readonly [RegExp, string])[] = [
  [/^solutions\/day\d+-([\w-]+)\/src\/[\w./-]+/, "@wal-labs/$1"],
  [/^labs\/core\/src\/[\w./-]+/, "@wal-labs/core"],
];

/**
 * What the compiler says, without the paths of this machine, by which it cites modules. Files of the
 * submission are relative to its `directory`; those of the course are called by their package.
 */
export function plainPaths(text: string, directory: string): string {
  const own = text.replaceAll(withSlashes(join(directory, "/")), "");
  const [first = "", ...behindRoot] = own.split(ROOT);
  return [first, ...behindRoot.map(named)].join("");
}

function named(text: string): string {
  return PACKAGES.reduce((named, [path, name]) => named.replace(path, name), text);
}

/** As the compiler writes paths on every system. */
function withSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}
