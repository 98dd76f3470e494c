/**
 * `npm run replay -- report.json 1.7-sync-before-resolve`: what your report says about a check, and
 * the public tests of its exercise. The check itself is not handed out. Exits with 0 when the tests
 * pass, 1 when they fail, 2 when there is nothing of this name.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** The fields of a report's check that are told; any may be withheld, or be missing. */
interface Check {
  readonly id?: unknown;
  readonly verdict?: unknown;
  readonly message?: unknown;
  readonly story?: unknown;
  readonly frames?: unknown;
  readonly rationale?: unknown;
  readonly hints?: unknown;
}

class UsageError extends Error {}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const USAGE = "Usage: npm run replay -- [report.json] CHECK, such as 1.7-sync-before-resolve";

try {
  process.exitCode = replay(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

function replay(args: readonly string[]): number {
  const id = args.at(-1) ?? "";
  const [exercise, day] = /^(\d)\.\d+/.exec(id) ?? [];
  if (!exercise || !day || args.length > 2) throw new UsageError(USAGE);
  const lab = readdirSync(`${ROOT}labs`).find((name) => name.startsWith(`day${day}-`));
  if (!lab) throw new UsageError(`There is no lab of day ${day} here.`);
  const [report] = args.length === 2 ? args : [];
  if (report) console.log(tellCheck(checkIn(report, id)));
  console.log(`The public tests of exercise ${exercise}, in labs/${lab}:\n`);
  return runTests(lab, exercise);
}

function runTests(lab: string, exercise: string): number {
  const pattern = `Exercise.${exercise.replace(".", "[.]")}:`;
  const args = ["test", "--workspace", `labs/${lab}`, "--", "-t", pattern];
  const shell = process.platform === "win32";
  return spawnSync("npm", args, { cwd: ROOT, stdio: "inherit", shell }).status === 0 ? 0 : 1;
}

function checkIn(file: string, id: string): Check {
  const found = checksOf(parsed(file)).find((check) => check.id === id);
  if (found) return found;
  throw new UsageError(`${file}: there is no check ${id} in it.`);
}

function parsed(file: string): unknown {
  try {
    // npm runs this at the top, wherever the command was typed.
    const { INIT_CWD = "" } = process.env;
    return JSON.parse(readFileSync(resolve(INIT_CWD, file), "utf8"));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file}: it is no report: ${message}`);
  }
}

/** The checks of all days of all submissions in it. */
function checksOf(report: unknown): Check[] {
  const labs = listIn(report, "submissions").flatMap((one) => listIn(one, "labs"));
  return labs.flatMap((lab) => listIn(lab, "checks") as Check[]);
}

function listIn(value: unknown, field: string): unknown[] {
  const list = (value as Readonly<Record<string, unknown>> | null)?.[field];
  return Array.isArray(list) ? list.filter((one) => typeof one === "object" && one) : [];
}

function tellCheck(check: Check): string {
  const { id, verdict, message, story, frames, rationale, hints } = check;
  const told = textOf(story).trimEnd();
  const sections = [
    `${textOf(id)}: ${textOf(verdict)}`,
    textOf(message) || withheld(textOf(verdict)),
    told,
    linesOf(frames).length > 0 ? `In your code: ${linesOf(frames).join(", ")}` : "",
    textOf(rationale) && `Why it matters: ${textOf(rationale)}`,
    ...linesOf(hints).map((hint, rung) => `Hint ${rung + 1}: ${hint}`),
    told && howToSee(told),
  ];
  return `${sections.filter(Boolean).join("\n\n")}\n`;
}

function withheld(verdict: string): string {
  return verdict === "pass" ? "" : "Your report does not show yet what was expected and seen.";
}

/** What the last section of a story is good for outside of the check that told it. */
function howToSee(story: string): string {
  const replayed = /\nSee it again\n {2}(\S+)$/.exec(story)?.[1] ?? "";
  const crash = /^(?:steps:[\d.]*\/)?(\d+)\/(.+)$/.exec(replayed);
  if (!crash) {
    return `The order in this story belongs to the program of the check, which is not handed out.
Make the calls of the story, in its order, in a test of your own.`;
  }
  return `To see this crash: the program of the check is not handed out, but the story tells it. Write it as
the workload of an exploration in a test of your own (a public test with exploreCrashes shows how), with
the steps that the story names and no others, and then:

  const { violation } = await replayCrash(exploration, "${crash.slice(1).join("/")}");
  if (violation) throw new Error(tellStory(violation.story));

Both are from @wal-labs/core/sim. The word says after how many operations the power fails, and what
is lost then: it means this crash only as long as your program does the same operations in the same
order. Once you have changed them, let exploreCrashes search instead.`;
}

function linesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

/** A report quotes what your code printed and threw: nothing in it may move the cursor. */
function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : "";
  return stripVTControlCharacters(text).replace(/(?!\n)\p{Cc}/gu, " ");
}
