/**
 * `npm run bench`: what your disk costs, and what group commit makes of it. All on your own log.
 *
 *     npm run bench -- --dir /mnt/other-disk --seconds 5
 */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { chartOf } from "./chart.ts";
import { syncLatencies } from "./latency.ts";
import { groupCommit, policies, replaying } from "./logs.ts";
import { report } from "./report.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

interface Options {
  readonly dir: string;
  readonly seconds: number;
  readonly out: string;
}

const program = new Command("bench")
  .description("Measures your disk, and your log on it.")
  .option(
    "--dir <folder>",
    "where to measure: on the disk that you ask about",
    "node_modules/.cache",
  )
  .option("--seconds <number>", "how long to measure each thing", secondsFrom, 0.5)
  .option("--out <file>", "where the chart goes, as SVG", "bench.svg")
  .action(run);

function secondsFrom(text: string): number {
  const seconds = Number(text);
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("It takes a number above 0.");
}

async function run({ dir, seconds, out }: Options): Promise<void> {
  const folder = resolve(dir);
  console.log(`Measuring in ${folder}, each thing for ${seconds} s.\n`);
  const results = await inTemporaryFolder(folder, async (place) => ({
    latencies: await syncLatencies(place, seconds),
    policies: await policies(place, seconds),
    grouped: await groupCommit(place, seconds),
    replayed: await replaying(place, seconds),
  }));
  console.log(report(results));
  await writeFile(out, chartOf(results));
  console.log(`\nThe chart is in ${resolve(out)}`);
}

await program.parseAsync();
