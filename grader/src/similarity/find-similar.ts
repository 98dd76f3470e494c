import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openRoster } from "../class/roster.ts";
import { COURSE_ROOT, type Day, filesIn, labFolder, solutionFolder } from "../course/course.ts";
import { readSubmission } from "../intake/submission.ts";
import { type Passage, passagesOf } from "./marked-lines.ts";
import { type Pair, type PairOptions, pairsOf } from "./pairs.ts";
import { knownIn, type Prints, printsOf, type Work } from "./work.ts";

/** A pair of one day, with what it has in common. */
export interface SimilarPair extends Pair {
  readonly day: Day;
  readonly passages: readonly Passage[];
}

/** What to compare. */
export interface SimilarOptions extends PairOptions {
  readonly days: readonly Day[];
  /** Classes of other years: each submission of the class is compared with each of theirs. */
  readonly archives: readonly string[];
  /** Called before each day. */
  readonly onDay?: (day: Day) => void;
}

/**
 * Compares each submission of a class with each other, day by day, without what the hand-out or the
 * reference has. What is found is a reason to read two texts, and no verdict.
 *
 * @throws a `UsageError` when a class cannot be read.
 */
export async function findSimilar(
  submissions: string,
  { days, archives, least, onDay }: SimilarOptions,
): Promise<SimilarPair[]> {
  const found: SimilarPair[] = [];
  // One day after the other: a class of one day fits in memory, a year's archive beside it.
  for (const day of days) {
    onDay?.(day);
    const known = knownIn(await givenTexts(day));
    const works: { work: Work; prints: Prints }[] = [];
    for (const source of [submissions, ...archives]) {
      for await (const work of worksIn(source, day, source === submissions ? undefined : source)) {
        works.push({ work, prints: printsOf(work, known) });
      }
    }
    const printsBy = new Map(works.map(({ work, prints }) => [work, prints]));
    for (const pair of pairsOf(works, { least })) {
      const [here, there] = [pair.one, pair.other].map((work) => printsBy.get(work) ?? new Map());
      found.push({
        ...pair,
        day,
        passages: passagesOf(pair, here ?? new Map(), there ?? new Map()),
      });
    }
  }
  return found;
}

/** What every student of a day was given, and what its solution is. */
async function givenTexts(day: Day): Promise<string[]> {
  const folders = [labFolder(day), solutionFolder(day), join(COURSE_ROOT, "labs/core/src")];
  const texts = folders.map(async (folder) => {
    const files = await filesIn(folder, (path) => path.endsWith(".ts"));
    return Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  });
  return (await Promise.all(texts)).flat();
}

async function* worksIn(
  source: string,
  { slug }: Day,
  archive: string | undefined,
): AsyncGenerator<Work> {
  const roster = await openRoster(source);
  try {
    for (const { student, path } of roster.handins) {
      const { files } = await readSubmission(path);
      const prefix = `${slug}/src/`;
      const own = [...files]
        .filter(([file]) => file.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const texts = own.map(
        ([file, bytes]) => [file.slice(slug.length + 1), new TextDecoder().decode(bytes)] as const,
      );
      if (texts.length > 0) yield { student, archive, files: new Map(texts) };
    }
  } finally {
    await roster.close();
  }
}
