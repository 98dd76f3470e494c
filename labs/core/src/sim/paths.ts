import { Hash64 } from "./hash.ts";
import { Refusal } from "./system-error.ts";

const MAX_PATH_LENGTH = 4096;
const MAX_NAME_LENGTH = 255;

/**
 * The names on the way from the root to `path`; none for the root itself. Relative paths start at
 * the root, `.` and `..` are resolved as text, `/` and `\` both separate, a drive letter is
 * ignored.
 *
 * @throws a {@link Refusal} when `path` is not a text, is too long, or holds a zero character.
 */
export function namesIn(path: string): string[] {
  if (typeof path !== "string" || path.includes("\0")) throw new Refusal("EINVAL");
  if (path === "") throw new Refusal("ENOENT");
  if (path.length > MAX_PATH_LENGTH) throw new Refusal("ENAMETOOLONG");
  const names: string[] = [];
  for (const name of path.replace(/^[A-Za-z]:(?=[\\/])/, "").split(/[\\/]/)) {
    if (name === "..") names.pop();
    else if (name.length > MAX_NAME_LENGTH) throw new Refusal("ENAMETOOLONG");
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names;
}

/** The absolute path that {@link namesIn} gives the names of. */
export function absolutePath(path: string): string {
  return `/${namesIn(path).join("/")}`;
}

/** Sorts names the same way on every machine. */
export function byName(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Sorts names in place into an order that means nothing, the same for the same seed. */
export function scrambled(names: string[], seed: number): string[] {
  const ranks = new Map(names.map((name) => [name, new Hash64().number(seed).text(name).digest()]));
  return names.sort((one, other) => byName(ranks.get(one) ?? "", ranks.get(other) ?? ""));
}
