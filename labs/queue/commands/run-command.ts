import { mkdir } from "node:fs/promises";
import { constants } from "node:os";
import { Command } from "commander";
import type { JobEvent } from "../src/job-event.ts";
import type { Status } from "../src/queue.ts";
import { runQueue } from "../src/run-queue.ts";
import { countFrom, dataOption, msFrom } from "./arguments.ts";
import { jsonLine, plain, say } from "./output.ts";

interface Options {
  readonly data: string;
  readonly workers: number;
  readonly timeout: number;
  readonly maxAttempts: number;
  readonly retryDelay: number;
  readonly grace: number;
  readonly snapshotEvery: number;
  readonly segmentSize?: number;
  readonly archive?: string;
  readonly journal?: string;
  readonly json?: boolean;
}

const HELP = `
Ctrl+C: no job is begun any more, those that run may end, and the log is closed. Twice: at once.
Jobs that ran when a runner was killed are tried again; that counts as an attempt.`;

/** `queue run` */
export function runCommand(): Command {
  return new Command("run")
    .description("Runs the jobs, one line for each that is done, has failed or is dead.")
    .addOption(dataOption())
    .option("--workers <count>", "how many jobs run at once", countFrom, 32)
    .option("--timeout <ms>", "how long a try may take", msFrom, 30_000)
    .option("--max-attempts <count>", "how often a job is tried before it is dead", countFrom, 5)
    .option("--retry-delay <ms>", "the wait before a retry, doubled each time", msFrom, 1_000)
    .option("--grace <ms>", "how long running jobs may go on at the end", msFrom, 5_000)
    .option("--snapshot-every <ms>", "how often the log is cut down", msFrom, 10_000)
    .option("--segment-size <bytes>", "the size of the log's files", countFrom)
    .option("--archive <folder>", "keep what is cut off the log, as gzip")
    .option("--journal <file>", "add a line for each run, for those who check the queue")
    .option("--json", "print JSON, one object a line")
    .addHelpText("after", HELP)
    .action(run);
}

async function run({ data, json = false, ...options }: Options): Promise<void> {
  if (options.archive !== undefined) await mkdir(options.archive, { recursive: true });
  await runQueue(data, {
    ...options,
    timeoutMs: options.timeout,
    retryDelayMs: options.retryDelay,
    graceMs: options.grace,
    snapshotEveryMs: Math.max(1, options.snapshotEvery),
    ready: (status) => say(json ? jsonLine({ event: "running", ...status }) : opened(data, status)),
    report: (event) => {
      if (event.event !== "started") say(json ? jsonLine(event) : lineOf(event));
    },
    signal: stopped(),
  });
}

function opened(data: string, status: Status): string {
  const { pending, completed, dead, runner } = status;
  return `running ${data} as ${runner}: ${pending} pending, ${completed} completed, ${dead} dead`;
}

function lineOf(event: JobEvent): string {
  const { id, attempt } = event;
  if (event.event === "started") return `started ${id}`;
  const said = event.event === "done" ? event.output : event.reason;
  return `${event.event} ${id} (attempt ${attempt}): ${plain(said)}`;
}

/** Aborted when the user, or the system, wants an end. Who asks twice does not want to wait. */
function stopped(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(128 + constants.signals[signal]);
      controller.abort();
    });
  }
  return controller.signal;
}
