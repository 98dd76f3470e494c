import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import type { Random } from "@wal-labs/core/sim";
import { ChaosError } from "./chaos-error.ts";
import type { Work } from "./client.ts";
import { RunnerProcess, startQueue } from "./runner-process.ts";

/** Where and how runners live. */
export interface RunnerOptions {
  readonly kills: number;
  readonly jobs: number;
  readonly workers: number;
  /** Holds the queue, the archive of its log, and the journal. */
  readonly folder: string;
  readonly progress?: ((line: string) => void) | undefined;
}

/** How long a runner lives after so many jobs as it was allowed, at most. */
const MORE_MS = 60;
/** How long a runner lives that gets nothing done, at most. */
const LIFE_MS = 5_000;
const LOOK_MS = 3;
/** How long a runner lives that is to be killed while it starts, at most. */
const START_MS = 1_000;
const TOLD_EVERY = 10;

/**
 * Starts runners and kills each at a random moment. With each life some more jobs may be handed in, so
 * that there is something to lose each time.
 *
 * @returns how many of the kills came before the queue was open.
 */
export async function killAgainAndAgain(
  options: RunnerOptions,
  work: Work,
  random: Random,
): Promise<number> {
  let atStart = 0;
  for (let kill = 1; kill <= options.kills; kill++) {
    const runner = new RunnerProcess(wordsFor(options));
    work.allowed += Math.ceil(options.jobs / options.kills);
    if (random.below(5) === 0) atStart += await diesEarly(runner, random);
    else await diesAtWork(runner, work, random);
    await runner.kill();
    work.signal.throwIfAborted();
    if (kill % TOLD_EVERY > 0 && kill < options.kills) continue;
    options.progress?.(`${kill} kills, ${work.acknowledged.size} jobs acknowledged`);
  }
  work.allowed = options.jobs;
  return atStart;
}

/** Waits for the moment of a death at the start, and gives 1 when the queue is not open by then. */
async function diesEarly(runner: RunnerProcess, random: Random): Promise<number> {
  return Promise.race([runner.opened.then(() => 0), setTimeout(random.below(START_MS), 1)]);
}

/** Waits until some of the jobs are acknowledged that may be, however long that takes here. */
async function diesAtWork(runner: RunnerProcess, work: Work, random: Random): Promise<void> {
  await runner.opened;
  const enough = work.acknowledged.size + random.below(work.allowed + 1);
  const deadline = Date.now() + LIFE_MS;
  while (work.acknowledged.size < enough && Date.now() < deadline) await setTimeout(LOOK_MS);
  await setTimeout(random.below(MORE_MS));
}

/** Lets a last runner do all that is left, and end in peace. */
export async function finish(
  options: RunnerOptions,
  work: Work,
  clients: Promise<unknown>,
): Promise<void> {
  const runner = new RunnerProcess(wordsFor(options));
  const gone = runner.ended.then(() => false);
  const isIn = await Promise.race([clients.then(() => true), gone]);
  try {
    // One that has ended says why when it is asked to stop.
    if (isIn && !work.signal.aborted) await drain(join(options.folder, "queue"));
  } finally {
    await runner.stop();
  }
}

async function drain(queue: string): Promise<void> {
  const child = startQueue(["drain", "--data", queue]);
  const said = Promise.all([child.stdout, child.stderr].map((from) => from && text(from)));
  const [code] = await once(child, "close");
  if (code === 0) return;
  throw new ChaosError(`queue drain exited with ${code}:\n${(await said).join("")}`);
}

/** The words of `queue run`. Everything is small or soon, so that a kill can fall into it. */
function wordsFor({ folder, workers }: RunnerOptions): string[] {
  const limits = { workers, "max-attempts": 1_000_000, "retry-delay": 2, "snapshot-every": 100 };
  const folders = {
    data: join(folder, "queue"),
    archive: join(folder, "archive"),
    journal: join(folder, "journal"),
  };
  const values = { ...folders, ...limits, "segment-size": 64 * 1024 };
  return Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
