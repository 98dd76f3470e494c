import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bugsOf } from "../bugs/bugs.ts";
import { plant } from "../bugs/planted-bug.ts";
import { COURSE_ROOT, DAYS, type Day, filesIn, solutionFolder } from "../course/course.ts";
import { corePart, harnessParts, partFromTexts, type ScriptPart } from "./script-part.ts";

/** What a day's tests are run against. */
export interface Implementations {
  /** What every script begins with: the harness, the core, and the reference of the days before. */
  readonly before: readonly ScriptPart[];
  readonly reference: ScriptPart;
  readonly variants: readonly ScriptPart[];
  /** The reference with one bug each, built when they are asked for. */
  readonly bugs: readonly PlantedPart[];
}

/** The reference with one bug. */
export interface PlantedPart {
  readonly id: string;
  part(): Promise<ScriptPart>;
}

const known = new Map<number, Promise<Implementations>>();

/** Builds them at the first call for a day. */
export function implementationsOf(day: Day): Promise<Implementations> {
  const built = known.get(day.number) ?? build(day);
  known.set(day.number, built);
  return built;
}

async function build(day: Day): Promise<Implementations> {
  const { packageName } = day;
  const texts = await textsIn(solutionFolder(day));
  const planted = bugsOf(day).map((bug) => ({
    id: bug.id,
    part: once(() => partFromTexts(packageName, plant(bug, texts))),
  }));
  const variants = variantFolders(day).map(async (folder) =>
    partFromTexts(packageName, await textsIn(folder)),
  );
  return {
    before: [...(await harnessParts()), await corePart(), ...(await referencesBefore(day))],
    reference: await partFromTexts(packageName, texts),
    variants: await Promise.all(variants),
    bugs: planted,
  };
}

function once<Value>(build: () => Promise<Value>): () => Promise<Value> {
  let built: Promise<Value> | undefined;
  return () => {
    built ??= build();
    return built;
  };
}

function referencesBefore({ number }: Day): Promise<ScriptPart[]> {
  const earlier = DAYS.filter((day) => day.number < number);
  return Promise.all(
    earlier.map(async (day) => partFromTexts(day.packageName, await textsIn(solutionFolder(day)))),
  );
}

function variantFolders({ slug }: Day): string[] {
  const folder = join(COURSE_ROOT, "grader", "variants", slug);
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name, "src"));
}

async function textsIn(folder: string): Promise<Map<string, string>> {
  const files = await filesIn(folder, (path) => path.endsWith(".ts"));
  const texts = files.map(
    async (file) => [file, await readFile(join(folder, file), "utf8")] as const,
  );
  return new Map(await Promise.all(texts));
}
