import { join } from "node:path";
import { LogFile } from "@wal-labs/checksum";
import { exploreCrashes, type SimDisk } from "@wal-labs/core/sim";
import { type Bundle, bundleSubmission } from "../src/bundle/bundle-submission.ts";
import { COURSE_ROOT, DAYS, type Day } from "../src/course/course.ts";
import { Judge } from "../src/judge/judge.ts";
import { Sandbox } from "../src/sandbox/index.ts";
import type { Measurement } from "./bench.ts";

const ROUNDS = 7;
const APPENDS = 10;
const PATH = "/log";
const REFERENCE = join(COURSE_ROOT, "solutions/day1-checksum");

type Log = typeof LogFile;

/** What the isolation costs, and what grading takes. Rounds of all measurements are interleaved. */
export async function benchGrader(): Promise<readonly Measurement[]> {
  const bundle = await bundleSubmission({ directory: REFERENCE, day: 1 });
  if (bundle.kind === "refused") throw new Error("The reference does not build.");
  await using sandbox = await Sandbox.start();
  const judge = await Judge.start();
  const [day] = DAYS as [Day];
  await judge.judgeFolder(REFERENCE, day);
  const measured = await interleaved({
    trivial: () => statesPerSecond(LogFile, readWhole),
    inProcess: () => statesPerSecond(LogFile, (disk) => reopen(LogFile, disk)),
    isolated: () => isolatedStatesPerSecond(sandbox, bundle),
    startMs: sandboxStartMs,
    gradeSeconds: async () => (await judge.judgeFolder(REFERENCE, day)).durationMs / 1000,
  });
  await judge.close();
  return [
    row("crash states/s, in process, reading the file", measured.trivial, 0, "20,000"),
    row("crash states/s, in process, opening the log", measured.inProcess, 0, ""),
    row("crash states/s, isolated, opening the log", measured.isolated, 0, "2,000"),
    row("sandbox start, ms", measured.startMs, 0, ""),
    row("grading a perfect day 1, s", measured.gradeSeconds, 2, "3"),
  ];
}

async function interleaved<Names extends string>(
  measurements: Readonly<Record<Names, () => Promise<number>>>,
): Promise<Readonly<Record<Names, readonly number[]>>> {
  const names = Object.keys(measurements) as Names[];
  const rounds = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Names,
    number[]
  >;
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) rounds[name].push(await measurements[name]());
  }
  return rounds;
}

/** Runs a workload once and only recovers from each state: every one of them, none left out. */
async function statesPerSecond(
  log: Log,
  recover: (disk: SimDisk) => Promise<unknown>,
  concurrency = 1,
): Promise<number> {
  let recoveries = 0;
  const startedAt = performance.now();
  await exploreCrashes({
    workload: (disk) => appendUnsynced(log, disk),
    recover: async (disk) => {
      recoveries += 1;
      await recover(disk);
    },
    concurrency,
  });
  return (recoveries * 1000) / (performance.now() - startedAt);
}

async function isolatedStatesPerSecond(sandbox: Sandbox, bundle: Bundle): Promise<number> {
  const recover = async (disk: SimDisk) => {
    const { LogFile: remote } = await sandbox.boot<{ LogFile: Log }>(bundle);
    await reopen(remote as unknown as Log, disk);
  };
  return statesPerSecond(LogFile, recover, 32);
}

/** Ten appends that are all at risk together: the more units, the more states. */
async function appendUnsynced(log: Log, disk: SimDisk): Promise<void> {
  const opened = await log.open(PATH, { fs: disk, sync: "manual" });
  const value = new Uint8Array(80).fill(7);
  for (let index = 0; index < APPENDS; index++) {
    await opened.append({ type: "put", key: Uint8Array.of(index), value });
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

function row(name: string, rounds: readonly number[], digits: number, target: string): Measurement {
  const sorted = rounds.toSorted((one, other) => one - other);
  const text = (value = 0) =>
    value.toLocaleString("en-US", { maximumFractionDigits: digits, minimumFractionDigits: digits });
  const median = text(sorted[Math.floor(sorted.length / 2)]);
  return { name, median, range: `${text(sorted[0])} – ${text(sorted.at(-1))}`, target };
}
