import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { availableDays, type Day } from "../../course/course.ts";
import { UsageError } from "../../course/usage-error.ts";
import { findSimilar } from "../../similarity/find-similar.ts";
import { similarPages } from "../../similarity/similar-pages.ts";
import { dayFrom, existing, existingOne } from "./arguments.ts";

interface Options {
  readonly out: string;
  readonly archive: readonly string[];
  readonly lab?: Day;
  readonly least: number;
}

const DEFAULT_LEAST = 50;

/** `npm run grade -- similar SUBMISSIONS --out FOLDER`: pairs that are worth reading side by side. */
export function similarCommand(): Command {
  return new Command("similar")
    .description("find submissions that are alike, for a person to read; never a verdict")
    .argument(
      "<submissions>",
      "a folder or archive with a submission for each student",
      existingOne,
    )
    .requiredOption("--out <folder>", "where to write a page for each pair, and an index")
    .option("--archive <class...>", "classes of other years to compare with", existing, [])
    .option("--lab <day>", "compare this day only, 1 to 5", dayFrom)
    .option("--least <percent>", "leave out pairs that share less", percentFrom, DEFAULT_LEAST)
    .action(compare);
}

async function compare(submissions: string, { out, archive, lab, least }: Options): Promise<void> {
  await mkdir(out, { recursive: true });
  if ((await readdir(out)).length > 0) throw new UsageError(`${out} is not empty.`);
  const pairs = await findSimilar(submissions, {
    days: lab ? [lab] : availableDays(),
    archives: archive,
    least: least / 100,
    onDay: ({ number }) => console.error(`Comparing day ${number}`),
  });
  for (const { file, html } of similarPages(pairs)) await writeFile(join(out, file), html);
  const all = `${pairs.length} pairs share ${least} % or more`;
  console.log(`${all}: ${join(out, "index.html")}. Read both before you ask anybody.`);
}

function percentFrom(text: string): number {
  const percent = Number(text);
  if (percent >= 0 && percent <= 100 && text.trim() !== "") return percent;
  throw new InvalidArgumentError("It is a number from 0 to 100.");
}
