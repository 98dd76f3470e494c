import type { Day } from "../course/course.ts";
import type { Submission } from "../intake/submission.ts";

/** The tests that a submission carries for a day, by paths such as `tests/log.test.ts`, in order. */
export function testsIn({ files }: Pick<Submission, "files">, { slug }: Day): Map<string, string> {
  const decoder = new TextDecoder();
  const texts = new Map<string, string>();
  for (const path of [...files.keys()].sort()) {
    if (path.startsWith(`${slug}/tests/`)) {
      texts.set(path.slice(slug.length + 1), decoder.decode(files.get(path)));
    }
  }
  return texts;
}
