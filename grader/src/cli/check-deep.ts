/**
 * The checks that take minutes: some hundred thousand crashed disks, some ten thousand orders of
 * concurrent calls, the table of torn and corrupt logs in full, and two hundred programs killed while
 * they append to a real file. Exits with 1 when anything does not hold.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { tellStory } from "@wal-labs/core/sim";
import { Command, InvalidArgumentError } from "commander";
import { COURSE_ROOT } from "../course/course.ts";
import { DEEP_PROGRAMS, tryOrders } from "../deep/deep-interleavings.ts";
import { type DeepFinding, type DeepSearch, replayDeeply } from "../deep/deep-search.ts";
import { DEEP_WORKLOADS, INSIDE_RECOVERY, MANY_STATES } from "../deep/deep-workloads.ts";
import { DRIVEN_LOGS, type DrivenLogName } from "../deep/driven-logs.ts";
import { killAgainAndAgain } from "../deep/real-kills.ts";
import { searchInProcesses } from "../deep/search-processes.ts";

const SEEDS = 3;
/** Fewer would mean that the search itself has shrunk. */
const LEAST_IMAGES = 100_000;
const ORDERS = { exhaustiveUpTo: 1000, runs: 1000 };
const RUNS = 20_000;
const KILLS = 200;
const EXIT = { fine: 0, violation: 1, usage: 2 } as const;

interface Options {
  readonly seed: number;
  readonly only?: string;
  readonly replay?: string;
}

const program = new Command("npm run check:deep --")
  .description("Explores crashes for minutes, on simulated disks and on a real one.")
  .option("--seed <number>", `the first of ${SEEDS} seeds`, wholeNumber, 1)
  .option("--only <workload>", "explore this workload, and do nothing else")
  .option("--replay <crash>", "make one crash of a workload happen again, with --only and --seed")
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.fine : EXIT.usage));
const options = program.parse().opts<Options>();
process.exitCode = (await holds(options)) ? EXIT.fine : EXIT.violation;

async function holds({ seed, only, replay }: Options): Promise<boolean> {
  const names = DEEP_WORKLOADS.map(({ name }) => name).filter((name) => name === (only ?? name));
  if (names.length === 0) program.error(`error: there is no workload "${only}"`);
  if (only !== undefined && replay !== undefined) return replayHolds(only, seed, replay);
  const folder = await mkdtemp(join(tmpdir(), "wal-deep-"));
  try {
    const images = await imagesExplored(names, seed, folder);
    if (only !== undefined || images === undefined) return images !== undefined;
    if (images < LEAST_IMAGES) console.error(`Less than the ${count(LEAST_IMAGES)} expected.`);
    const keepsOrder = await ordersHold(seed);
    const tellsTorn = await tornOrCorruptHolds(seed);
    const survives = await killsHold(seed, folder);
    return images >= LEAST_IMAGES && keepsOrder && tellsTorn && survives;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function replayHolds(workload: string, seed: number, replay: string): Promise<boolean> {
  const story = await replayDeeply({ workload, depth: { ...INSIDE_RECOVERY, seed } }, replay);
  console.log(story ?? "Nothing is wrong after this crash.");
  return story === undefined;
}

/** How many different disks were recovered from, or undefined when one of them was not. */
async function imagesExplored(names: readonly string[], firstSeed: number, folder: string) {
  const seeds = Array.from({ length: SEEDS }, (_, index) => firstSeed + index);
  const searches = seeds.flatMap((seed) =>
    names.flatMap((workload) =>
      [INSIDE_RECOVERY, MANY_STATES].map((depth) => ({ workload, depth: { ...depth, seed } })),
    ),
  );
  console.log(`Exploring crashes in ${availableParallelism()} processes.`);
  const findings = await searchInProcesses(searches, folder, print);
  const sum = (of: (finding: DeepFinding) => number) =>
    findings.reduce((total, finding) => total + of(finding), 0);
  const images = sum(({ distinctImages }) => distinctImages);
  console.log(`${count(sum(({ states }) => states))} crashes, ${count(images)} distinct disks`);
  return findings.every(({ story }) => story === undefined) ? images : undefined;
}

function print({ workload, depth }: DeepSearch, { states, distinctImages, story }: DeepFinding) {
  const how = depth.insideRecovery ? "two crashes" : "many states";
  const what = `${workload}, seed ${depth.seed}, ${how}`;
  const seen = `${count(states)} crashes, ${count(distinctImages)} distinct disks`;
  console.log(`${story === undefined ? "ok  " : "FAIL"} ${what}: ${seen}`);
  if (story !== undefined) console.log(story);
}

/** Tries the orders in which concurrent calls may reach the disk. */
async function ordersHold(seed: number): Promise<boolean> {
  let held = true;
  for (const program of DEEP_PROGRAMS) {
    const { interleavings, exhaustive, violation } = await tryOrders(program, { ...ORDERS, seed });
    const which = exhaustive ? "all there are" : "all of the first, then at random";
    const tried = `${count(interleavings)} orders, ${which}`;
    console.log(`${violation ? "FAIL" : "ok  "} ${program.name}: ${tried}`);
    if (violation) console.log(tellStory(violation.story));
    held &&= violation === undefined;
  }
  return held;
}

async function tornOrCorruptHolds(seed: number): Promise<boolean> {
  const words = ["run", "--silent", "torn-or-corrupt", "--workspace", "@wal-labs/solution-replay"];
  const npm = spawn("npm", [...words, "--", "--runs", String(RUNS), "--seed", String(seed)], {
    cwd: COURSE_ROOT,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const [code] = await once(npm, "exit");
  return code === 0;
}

async function killsHold(seed: number, folder: string): Promise<boolean> {
  const names = Object.keys(DRIVEN_LOGS) as DrivenLogName[];
  try {
    for (const name of names) {
      const kills = Math.ceil(KILLS / names.length);
      const { acknowledged, unpromised } = await killAgainAndAgain(name, { kills, seed, folder });
      const kept = `${count(acknowledged)} promised and kept, ${unpromised} kept without a promise`;
      console.log(`ok   ${kills} kills, ${name}: ${kept}`);
    }
    return true;
  } catch (error) {
    console.log(`FAIL kills, seed ${seed}: ${error instanceof Error ? error.message : error}`);
    return false;
  }
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Not a whole number.");
}
