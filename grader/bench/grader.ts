import { dirname, join } from "node:path";
import { exploreCrashes, type SimDisk } from "@wal-labs/core/sim";
import { LogFile } from "@wal-labs/solution-checksum";
import { type Bundle, bundleSubmission } from "../src/bundle/bundle-submission.ts";
import { availableDays, COURSE_ROOT, type Day, solutionFolder } from "../src/course/course.ts";
import { JudgePool } from "../src/judge/judge-pool.ts";
import { Sandbox } from "../src/sandbox/index.ts";
import { interleaved } from "./interleaved.ts";
import { type Measurement, measurement } from "./measurement.ts";

const APPENDS = 10;
/** At each moment, beside the systematic ones: enough of them to measure more than a warm-up. */
const RANDOM_STATES = 150;
const PATH = "/log";
const REFERENCE = join(COURSE_ROOT, "solutions/day1-checksum");
/** A correct variant that reads a log at once, and so asks the disk less often. */
const ONE_READ = join(COURSE_ROOT, "grader/variants/day1-checksum/closures");

type Log = typeof LogFile;

/** What the isolation costs, and what grading takes. Rounds of all measurements are interleaved. */
export async function benchGrader(): Promise<readonly Measurement[]> {
  const [bundle, oneRead] = [await bundleOf(REFERENCE), await bundleOf(ONE_READ)];
  await using sandbox = await Sandbox.start();
  const pool = await JudgePool.start();
  const days = availableDays();
  await gradingSeconds(pool, days);
  const measured = await interleaved({
    trivial: () => statesPerSecond(readWhole),
    inProcess: () => statesPerSecond((disk) => reopen(LogFile, disk)),
    isolated: () => isolatedStatesPerSecond(sandbox, bundle),
    oneRead: () => isolatedStatesPerSecond(sandbox, oneRead),
    recoveries: () => isolatedStatesPerSecond(sandbox, oneRead, "distinctImages"),
    startMs: sandboxStartMs,
    oneDay: () => gradingSeconds(pool, days.slice(0, 1)),
    allDays: () => gradingSeconds(pool, days),
  });
  await pool.close();
  return [
    measurement("crash states/s, in process, reading the file", measured.trivial, 0, "20,000"),
    measurement("crash states/s, in process, opening the log", measured.inProcess, 0, ""),
    measurement("crash states/s, isolated, a log read frame by frame", measured.isolated, 0, ""),
    measurement("crash states/s, isolated, a log read at once", measured.oneRead, 0, "2,000"),
    measurement("  of these, disks not seen before: recoveries/s", measured.recoveries, 0, ""),
    measurement("sandbox start, ms", measured.startMs, 0, ""),
    measurement("grading a perfect day 1, s", measured.oneDay, 2, "3"),
    measurement(`grading a perfect day 1 to ${days.length}, s`, measured.allDays, 2, "10"),
  ];
}

/** How long judges who know the reference already take over a submission that passes everything. */
async function gradingSeconds(pool: JudgePool, days: readonly Day[]): Promise<number> {
  const startedAt = performance.now();
  await pool.map(days.toReversed(), (judge, day) =>
    judge.judgeFolder(dirname(solutionFolder(day)), day),
  );
  return (performance.now() - startedAt) / 1000;
}

async function bundleOf(directory: string): Promise<Bundle> {
  const bundle = await bundleSubmission({ directory, day: 1 });
  if (bundle.kind === "refused") throw new Error(`${directory} does not build.`);
  return bundle;
}

/** Runs a workload once, tries each crash of it, and recovers from each that differs. */
async function statesPerSecond(
  recover: (disk: SimDisk) => Promise<unknown>,
  concurrency = 1,
  counted: "states" | "distinctImages" = "states",
): Promise<number> {
  const startedAt = performance.now();
  const report = await exploreCrashes({
    workload: appendAll,
    recover: (disk) => recover(disk),
    concurrency,
    randomStates: RANDOM_STATES,
  });
  return (report[counted] * 1000) / (performance.now() - startedAt);
}

function isolatedStatesPerSecond(
  sandbox: Sandbox,
  bundle: Bundle,
  counted: "states" | "distinctImages" = "states",
): Promise<number> {
  const recover = async (disk: SimDisk) => {
    const { LogFile: remote } = await sandbox.boot<{ LogFile: Log }>(bundle);
    await reopen(remote as unknown as Log, disk);
  };
  return statesPerSecond(recover, 32, counted);
}

async function appendAll(disk: SimDisk): Promise<void> {
  const log = await LogFile.open(PATH, { fs: disk });
  const value = new Uint8Array(80).fill(7);
  for (let index = 0; index < APPENDS; index++) {
    await log.append({ type: "put", key: Uint8Array.of(index), value });
  }
}

async function reopen(log: Log, disk: SimDisk): Promise<void> {
  await log.open(PATH, { fs: disk }).catch(() => undefined);
}

async function readWhole(disk: SimDisk): Promise<void> {
  const file = await disk.open(PATH, "a+");
  const { size } = await file.stat();
  await file.read(new Uint8Array(size), 0, size, 0);
  await file.close();
}

async function sandboxStartMs(): Promise<number> {
  const startedAt = performance.now();
  await using sandbox = await Sandbox.start({ spare: false });
  return sandbox ? performance.now() - startedAt : 0;
}
