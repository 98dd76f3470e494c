/**
 * Kills a runner of the queue again and again while jobs are handed in, and checks that nothing that
 * was promised is lost, and nothing that was completed is run again.
 *
 *     npm run chaos -- [--kills 100] [--jobs 10000] [--seed N] [--workers N] [--data FOLDER]
 *
 * The seed decides the jobs, who hands them in, and when to kill; how far the runner has come by then is
 * the machine's own affair. So a seed that fails once may have to be tried again.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { ChaosError } from "./chaos/chaos-error.ts";
import { reportLines } from "./chaos/report.ts";
import { runChaos } from "./chaos/run-chaos.ts";
import { countFrom } from "./commands/arguments.ts";

const command = new Command("chaos")
  .option("--kills <count>", "how often to kill the runner", countFrom, 100)
  .option("--jobs <count>", "how many jobs to hand in", countFrom, 10_000)
  .option("--seed <number>", "what decides the jobs and the moments", countFrom, Date.now() % 1e6)
  .option("--workers <count>", "how many jobs run at once", countFrom, 16)
  .option("--data <folder>", "where the queue is to lie, and to stay; it must not exist yet")
  .parse();

interface Options {
  readonly kills: number;
  readonly jobs: number;
  readonly seed: number;
  readonly workers: number;
  readonly data?: string;
}

const { data, ...options } = command.opts<Options>();
const folder = data ?? (await mkdtemp(join(tmpdir(), "queue-chaos-")));
try {
  const progress = (line: string) => console.log(line);
  const report = await runChaos({ ...options, folder, progress });
  for (const line of reportLines(report)) console.log(line);
  // What failed stays, to be looked at.
  if (data === undefined) await rm(folder, { recursive: true });
} catch (error) {
  if (!(error instanceof ChaosError)) throw error;
  console.error(`seed ${options.seed}: ${error.message}\nThe queue is in ${folder}.`);
  process.exitCode = 1;
}
