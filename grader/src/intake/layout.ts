import { DAYS, type Day } from "../course/course.ts";
import { RefusalError } from "./entry.ts";

/** A source file or a test of a day, by the place it was found in. */
export interface Placed {
  /** What comes before the day's folder: `labs/`, a wrapping folder, both, or nothing. */
  readonly prefix: string;
  /** Such as `day1-checksum/src/log-file.ts`. */
  readonly path: string;
  readonly kind: "source" | "test";
}

const COURSE_LAYOUT = /^((?:[^/]+\/)?(?:labs\/)?)(day\d-[a-z]+)\/((?:src|tests)\/.+\.ts)$/;
const SINGLE_LAYOUT = /^((?:[^/]+\/)?)((?:src|tests)\/.+\.ts)$/;
const TEST = /^[^/]+\/tests\//;

/**
 * Where a file belongs, or `undefined` when it is none of a day's source files, nor a test that the
 * student wrote for it. Two layouts are known, each also inside one wrapping folder: the folder as
 * handed out (`labs/day1-checksum/src` and `…/tests`, or the days alone), and, when `day` is given,
 * that day's folder (`src` and `tests`).
 */
export function placeFile(path: string, day?: Day): Placed | undefined {
  if (path.endsWith(".d.ts")) return undefined;
  const [, prefix = "", slug, rest] = COURSE_LAYOUT.exec(path) ?? [];
  if (slug && DAYS.some((known) => known.slug === slug)) return placed(prefix, `${slug}/${rest}`);
  const [, wrapper = "", file] = SINGLE_LAYOUT.exec(path) ?? [];
  return day && file ? placed(wrapper, `${day.slug}/${file}`) : undefined;
}

/** True for the path of a student's own test, or of a file beside it: it is no part of the day's code. */
export function isOwnTest(path: string): boolean {
  return TEST.test(path);
}

function placed(prefix: string, path: string): Placed {
  return { prefix, path, kind: isOwnTest(path) ? "test" : "source" };
}

/**
 * The place that holds the submission when files were found in several: the one nearest the top, and
 * `labs` before others. The rest are copies.
 *
 * @throws a {@link RefusalError} when two are equally near.
 */
export function choosePrefix(prefixes: Iterable<string>): string | undefined {
  const [first, second] = [...new Set(prefixes)].sort((a, b) => rank(a) - rank(b));
  if (first !== undefined && second !== undefined && rank(first) === rank(second)) {
    throw new RefusalError(`It holds several submissions: ${first} and ${second}`);
  }
  return first;
}

function rank(prefix: string): number {
  const wrapper = prefix.replace(/labs\/$/, "");
  return 2 * wrapper.split("/").length + Number(wrapper === prefix);
}
