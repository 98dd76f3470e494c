import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import type { NamedJob } from "../src/job-kinds.ts";
import { parseJobsText } from "../src/parse-jobs.ts";
import type { Receipt } from "../src/queue.ts";
import { withQueue } from "../src/reach-queue.ts";
import { dataOption } from "./arguments.ts";
import { EXIT } from "./exit.ts";
import { print } from "./output.ts";

/** Jobs in a request: few enough that an answer comes soon, many enough to share a sync. */
const SHARE = 500;

const HELP = `
A JSON array of jobs, or one JSON object a line:

  {"id": "a", "kind": "echo", "text": "hello"}
  {"id": "b", "kind": "sleep", "ms": 100}
  {"id": "c", "kind": "fail-n-times", "times": 2}
  {"id": "d", "kind": "http", "url": "http://127.0.0.1:8080/"}

"enqueued ID" is the promise: that job is durable. To hand a job in again is no mistake, it is run once;
so give your jobs an id if you may have to repeat yourself. A job without one gets a new one each time.`;

/** `queue enqueue` */
export function enqueueCommand(): Command {
  return new Command("enqueue")
    .description("Hands in jobs, and prints the id of each once it is durable.")
    .addOption(dataOption())
    .requiredOption("--file <file>", "what the jobs are read from; - for standard input")
    .addHelpText("after", HELP)
    .action(run);
}

async function run({ data, file }: { data: string; file: string }): Promise<void> {
  const jobs = parseJobsText(
    file === "-" ? await text(process.stdin) : await readFile(file, "utf8"),
  );
  let next = 0;
  // The runner may die between two shares: those before it are done, and told.
  const handIn = async (queue: { enqueue(jobs: NamedJob[]): Promise<Receipt[]> }) => {
    for (; next < jobs.length; next += SHARE) {
      const receipts = await queue.enqueue(jobs.slice(next, next + SHARE));
      for (const receipt of receipts) await tell(receipt);
    }
  };
  await withQueue(data, handIn, { create: true });
}

async function tell({ id, outcome }: Receipt): Promise<void> {
  if (outcome === "enqueued") return print(`enqueued ${id}`);
  console.error(`queue: ${id} is the id of another job, and this one is not in the queue.`);
  process.exitCode = EXIT.bad;
}
