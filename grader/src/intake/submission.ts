import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DAYS, type Day } from "../course/course.ts";
import { Intake, type Problem } from "./intake.ts";
import { isOwnTest } from "./layout.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { sourceEntries } from "./source-entries.ts";

/** What was taken from something handed in. */
export interface Submission {
  /** Its folder's or archive's name, without the ending. */
  readonly name: string;
  /**
   * The source files taken, by paths such as `day1-checksum/src/log-file.ts`, and the tests that the
   * student wrote, by paths such as `day1-checksum/tests/log-file.test.ts`.
   */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What was handed in but comes from the course or serves no purpose here. */
  readonly ignored: readonly string[];
  /** What was refused, and why. */
  readonly problems: readonly Problem[];
}

/** How to read a submission. */
export interface SubmissionOptions {
  /** The day whose `src` lies at the top, when that is what was asked for. */
  readonly day?: Day | undefined;
  readonly limits?: Limits;
}

/**
 * Reads what a student handed in: a folder or an archive, in the layout of the course or that of one
 * day. Takes source files and tests only, into memory only, and follows no links.
 *
 * Never throws for what is in it: a broken archive is a submission with a problem and no files.
 */
export async function readSubmission(
  path: string,
  { day = dayOf(path), limits = DEFAULT_LIMITS }: SubmissionOptions = {},
): Promise<Submission> {
  const intake = new Intake(limits);
  const name = basename(resolve(path)).replace(/\.(zip|tar|tgz|tar\.gz)$/i, "");
  try {
    for await (const entry of sourceEntries(path, limits)) intake.sort(entry, day);
    await intake.take();
  } catch (error) {
    intake.refuseAll(error instanceof Error ? error.message : String(error));
  }
  const { files, ignored, problems } = intake;
  return { name, files, ignored, problems };
}

/**
 * Writes a submission's source files below `folder`, each at its path. Its tests are not among them: no
 * import of a source file may lead to one.
 *
 * @throws the file system's error, also when a file is there already.
 */
export async function materialise(submission: Submission, folder: string): Promise<void> {
  for (const [path, bytes] of submission.files) {
    if (isOwnTest(path)) continue;
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes, { flag: "wx" });
  }
}

/** A day's folder handed in by itself tells its day by its name. */
function dayOf(path: string): Day | undefined {
  return DAYS.find(({ slug }) => slug === basename(resolve(path)));
}
