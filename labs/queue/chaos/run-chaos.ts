import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Random } from "@wal-labs/core/sim";
import { ChaosError } from "./chaos-error.ts";
import { chaosJobs } from "./chaos-jobs.ts";
import { handIn, type Work } from "./client.ts";
import { evidenceIn } from "./evidence.ts";
import { archivedIn } from "./history.ts";
import type { ChaosReport } from "./report.ts";
import { finish, killAgainAndAgain, type RunnerOptions } from "./runner-lives.ts";
import { type Evidence, verify } from "./verify.ts";

/** What to do, and where: the folder is made if it is missing, and must hold no queue. */
export interface ChaosOptions extends RunnerOptions {
  /** Decides the jobs, who hands them in, and when to kill. */
  readonly seed: number;
}

const CLIENTS = 4;
const MAX_STORIES = 3;

/**
 * Kills a runner `kills` times while clients hand in jobs, lets the last one finish, and checks it all.
 *
 * @throws a {@link ChaosError} with the story when a promise was broken.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const startedMs = Date.now();
  const { folder, seed, kills } = options;
  const random = new Random(seed);
  const jobs = chaosJobs(options.jobs, random);
  await mkdir(join(folder, "archive"), { recursive: true });
  const failure = new AbortController();
  const work = workOf(jobs, failure.signal);
  const clients = clientsOf(options, work, (error) => failure.abort(error));
  let killsAtStart = 0;
  try {
    killsAtStart = await killAgainAndAgain(options, work, random);
    await finish(options, work, clients);
  } catch (error) {
    failure.abort(error);
  }
  await clients;
  failure.signal.throwIfAborted();
  const evidence = await evidenceIn(folder, jobs, work.acknowledged);
  judge(evidence);
  const archived = await archivedIn(join(folder, "archive"));
  const seconds = (Date.now() - startedMs) / 1000;
  const { repeats } = work;
  return { seed, kills, killsAtStart, repeats, archived, seconds, ...counted(evidence) };
}

function workOf(jobs: Evidence["jobs"], signal: AbortSignal): Work {
  return { waiting: [...jobs], allowed: 0, acknowledged: new Set(), repeats: 0, signal };
}

/** Resolves when all jobs are handed in, or it is of no use any more. */
async function clientsOf(
  { folder, seed }: ChaosOptions,
  work: Work,
  fail: (error: unknown) => void,
): Promise<void> {
  const queue = join(folder, "queue");
  const clients = Array.from({ length: CLIENTS }, (_, index) => handIn(queue, work, seed + index));
  await Promise.all(clients.map((client) => client.catch(fail)));
}

function judge(evidence: Evidence): void {
  const stories = verify(evidence);
  if (stories.length === 0) return;
  const more = stories.length - MAX_STORIES;
  const rest = more > 0 ? [`And ${more} more.`] : [];
  throw new ChaosError([...stories.slice(0, MAX_STORIES), ...rest].join("\n"));
}

function counted({ jobs, acknowledged, completed, history, journal }: Evidence) {
  const runs = journal.filter((line) => line.startsWith("started ")).length;
  const ended = history.filter((event) => {
    // What a kill cut short is retried too, but for no reason that the job gave.
    return event.type === "ack" || (event.type === "retry" && event.reason.startsWith("Attempt "));
  });
  return {
    jobs: jobs.length,
    acknowledged: acknowledged.size,
    completed: completed.size,
    runs,
    cutShort: runs - ended.length,
    records: history.length,
  };
}
