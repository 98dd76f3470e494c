import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { assembleAttack } from "../../src/attacks/attack.ts";
import { DAY1_ATTACKS } from "../../src/attacks/day1.ts";
import { bugsOf } from "../../src/bugs/bugs.ts";
import { plant } from "../../src/bugs/planted-bug.ts";
import { COURSE_ROOT, type Day, labFolder, solutionFolder } from "../../src/course/course.ts";
import { solutionTexts } from "../../src/self-check/assemble.ts";

/** What one day of a generated submission is. */
export interface Part {
  readonly kind: "solution" | "variant" | "stub" | "bug" | "attack" | "missing";
  /** Which one of its kind; empty where there is one only. */
  readonly id: string;
}

const VARIANTS = ["closures", "promise-chains"];
/** Attacks that are over soon, and one that has to be waited for. */
const ATTACKS = ["forges-frames", "counts-calls", "never-answers"];
/** Every so manieth bug of a day takes part. */
const BUG_STEP = 25;

/** The parts of a day, each as often as it is to be drawn. */
export function partsOf(day: Day): readonly Part[] {
  const some = (kind: Part["kind"], ids: readonly string[]) => ids.map((id) => ({ kind, id }));
  const bugs = bugsOf(day).filter((_, index) => index % BUG_STEP === BUG_STEP - 1);
  return [
    ...some("solution", ["", "", "", ""]),
    ...some("variant", VARIANTS),
    ...some(
      "bug",
      bugs.map(({ id }) => id),
    ),
    ...some("stub", ["", ""]),
    ...some("missing", [""]),
    ...some("attack", day.number === 1 ? ATTACKS : []),
  ];
}

/** Writes a part into a student's folder, as `labs/dayN-…/src`, with a last line of the student's own. */
export async function writePart(
  part: Part,
  day: Day,
  folder: string,
  student: string,
): Promise<void> {
  if (part.kind === "missing") return;
  const source = join(folder, "labs", day.slug, "src");
  await mkdir(source, { recursive: true });
  await fill(part, day, folder, source);
  const index = join(source, "index.ts");
  await writeFile(index, `${await readFile(index, "utf8")}// ${student}\n`);
}

async function fill({ kind, id }: Part, day: Day, folder: string, source: string): Promise<void> {
  if (kind === "bug") return writeBug(id, day, source);
  if (kind === "attack") {
    const attack = DAY1_ATTACKS.find((one) => one.id === id);
    if (!attack) throw new RangeError(`There is no attack ${id}.`);
    return assembleAttack(attack, folder);
  }
  const variant = join(COURSE_ROOT, "grader/variants", day.slug, id, "src");
  const from = { solution: solutionFolder(day), stub: labFolder(day), variant, missing: "" }[kind];
  await cp(from, source, { recursive: true });
}

async function writeBug(id: string, day: Day, source: string): Promise<void> {
  const bug = bugsOf(day).find((one) => one.id === id);
  if (!bug) throw new RangeError(`There is no bug ${id}.`);
  for (const [file, text] of plant(bug, await solutionTexts(day))) {
    await mkdir(dirname(join(source, file)), { recursive: true });
    await writeFile(join(source, file), text);
  }
}
