import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bugsOf } from "../bugs/bugs.ts";
import type { PlantedBug } from "../bugs/planted-bug.ts";
import { COURSE_ROOT, type Day, labFolder, solutionFolder } from "../course/course.ts";
import type { Judge } from "../judge/judge.ts";
import { typeChecksOf } from "../judge/suite-files.ts";
import type { LabReport } from "../report/report.ts";
import { withBug } from "./assemble.ts";
import type { Finding } from "./finding.ts";

/** Something about the course that a judge can find to hold or not. */
export type Proof = (judge: Judge) => Promise<Finding>;

const VARIANTS = join(COURSE_ROOT, "grader/variants");
/** A hand-in that is shown to be graded, and a correct variant as well. */
const PERFECT = join(COURSE_ROOT, "grader/samples/perfect/labs");
const NOT_DONE = /^Exercise \d\.\d+ is not done yet\.$/;

/** Everything that must hold of a day, cheapest first. */
export async function proofsOf(day: Day): Promise<Proof[]> {
  const folder = join(VARIANTS, day.slug);
  const variants = (await readdir(folder)).sort().map((id) => ({ id, at: join(folder, id) }));
  variants.push({ id: "perfect sample", at: join(PERFECT, day.slug) });
  return [
    (judge) => solutionPasses(judge, day),
    (judge) => stubFails(judge, day),
    ...variants.map(
      ({ id, at }) =>
        (judge: Judge) =>
          variantPasses(judge, day, id, at),
    ),
    ...bugsOf(day).map((bug) => (judge: Judge) => bugIsNoticed(judge, day, bug)),
  ];
}

async function solutionPasses(judge: Judge, day: Day): Promise<Finding> {
  const report = await judge.judgeFolder(dirname(solutionFolder(day)), day);
  return passes("solution", day, day.slug, report);
}

async function variantPasses(judge: Judge, day: Day, id: string, at: string): Promise<Finding> {
  const report = await judge.judgeFolder(at, day);
  return passes("variant", day, id, report);
}

/** A blank must fail each check, and by saying that it is a blank: never by luck. */
async function stubFails(judge: Judge, day: Day): Promise<Finding> {
  const report = await judge.judgeFolder(dirname(labFolder(day)), day);
  const lucky = report.checks.filter(({ verdict }) => verdict === "pass");
  const typeChecks = new Set(typeChecksOf(day.number).map(({ id }) => id));
  const silent = report.checks.filter(
    ({ id, message }) => !typeChecks.has(id) && !NOT_DONE.test(message),
  );
  const wrong = [...lucky, ...silent].map(({ id }) => id);
  return {
    ...{ kind: "stub", day: day.number, id: day.slug },
    held: wrong.length === 0 && report.points === 0,
    saw:
      wrong.length === 0 ? "fails every check as a blank" : `not as a blank: ${wrong.join(", ")}`,
  };
}

/** Makes the check that is there for a bug, and those it builds on: the others may say what they like. */
function bugIsNoticed(judge: Judge, day: Day, bug: PlantedBug): Promise<Finding> {
  return withBug(day, bug, async (directory) => {
    const report = await judge.judgeFolder(directory, day, { only: bug.noticedBy });
    const named = report.checks.find(({ id }) => id === bug.noticedBy);
    const held = named?.verdict === "fail" || named?.verdict === "timeout";
    const problem = report.problems[0]?.message ?? "";
    return {
      ...{ kind: "bug", day: day.number, id: bug.id, held },
      saw: held
        ? `noticed by ${bug.noticedBy}`
        : `${bug.noticedBy} says ${named?.verdict ?? "nothing"} ${problem}`,
    };
  });
}

function passes(kind: "solution" | "variant", day: Day, id: string, report: LabReport): Finding {
  const [first] = report.checks.filter(({ verdict }) => verdict !== "pass");
  const held = report.checks.length > 0 && first === undefined;
  const saw = first ? `${first.id}: ${first.message}` : `passes all ${report.checks.length} checks`;
  return { kind, day: day.number, id, held, saw };
}
