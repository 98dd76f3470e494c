import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HandoutError } from "../handout-error.ts";

const TEMPLATE = new URL("classroom.yml", import.meta.url);
const WORKFLOW = ".github/workflows/classroom.yml";
const REPOSITORY = /^[\w-]+\/[\w.-]+$/;

/**
 * Puts the workflow into a hand-out that grades every push of a student by the course in `course`, a
 * private repository such as `school/wal-labs`.
 *
 * @throws a {@link HandoutError} when that is no name of a repository.
 */
export async function addWorkflow(handout: string, course: string): Promise<void> {
  const file = join(handout, WORKFLOW);
  const workflow = await classroomWorkflow(course);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, workflow);
}

/** The text of the workflow. */
export async function classroomWorkflow(course: string): Promise<string> {
  if (!REPOSITORY.test(course)) {
    throw new HandoutError(`${course} is no repository on GitHub, such as school/wal-labs.`);
  }
  return (await readFile(TEMPLATE, "utf8")).replace("{{course}}", course);
}
