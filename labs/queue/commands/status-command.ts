import type { JobState } from "@wal-labs/concurrency";
import { Command, Option } from "commander";
import { type JobSummary, type Queue, STATES, type Status } from "../src/queue.ts";
import { withQueue } from "../src/reach-queue.ts";
import { dataOption } from "./arguments.ts";
import { jsonLine, plain, print } from "./output.ts";

interface Options {
  readonly data: string;
  readonly json?: boolean;
  readonly jobs?: JobState;
}

/** `queue status` */
export function statusCommand(): Command {
  return new Command("status")
    .description("Counts the jobs by their state.")
    .addOption(dataOption())
    .addOption(new Option("--jobs <state>", "list the jobs in a state instead").choices(STATES))
    .option("--json", "print JSON, one object a line")
    .action(run);
}

async function run({ data, json = false, jobs }: Options): Promise<void> {
  const ask = async (queue: Queue) => (jobs ? queue.jobs(jobs) : queue.status());
  const answer: Status | JobSummary[] = await withQueue(data, ask);
  if ("pending" in answer) return print(json ? jsonLine(answer) : textOf(answer));
  for (const job of answer) await print(json ? jsonLine(job) : lineOf(job));
}

function textOf({ runner, ...counts }: Status): string {
  const lines = STATES.map((state) => `${state.padEnd(10)}${counts[state]}`);
  return [...lines, `${"runner".padEnd(10)}${runner ?? "none"}`].join("\n");
}

function lineOf({ id, attempts, reason, job }: JobSummary): string {
  const why = reason === "" ? "" : `: ${plain(reason)}`;
  return `${id} (attempts ${attempts}) ${plain(job)}${why}`;
}
