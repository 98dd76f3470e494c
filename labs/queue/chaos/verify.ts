import type { NamedJob } from "../src/job-kinds.ts";
import { encodePayload } from "../src/payload.ts";
import type { LoggedEvent } from "./history.ts";

/** All that is known once it is over. */
export interface Evidence {
  readonly jobs: readonly NamedJob[];
  /** The ids that a runner promised to keep. */
  readonly acknowledged: ReadonlySet<string>;
  /** All that the log has ever said, in its order. */
  readonly history: readonly LoggedEvent[];
  /** The witness's lines: see `openJournal`. */
  readonly journal: readonly string[];
  /** The ids that the queue, opened again, calls completed. */
  readonly completed: ReadonlySet<string>;
}

/** What is known of one job. */
interface Case {
  readonly job: NamedJob;
  readonly events: LoggedEvent[];
  readonly lines: string[];
}

/**
 * Holds what happened against what was promised. One sentence for each promise that was broken, with
 * what is known of the job; none when all is well.
 */
export function verify(evidence: Evidence): string[] {
  const cases = new Map<string, Case>(
    evidence.jobs.map((job) => [job.id, { job, events: [], lines: [] }]),
  );
  const strangers: string[] = [];
  for (const event of evidence.history) {
    const known = cases.get(event.jobId);
    if (known) known.events.push(event);
    else strangers.push(`The log has a job "${event.jobId}" that nobody handed in.`);
  }
  for (const line of evidence.journal) {
    const known = cases.get(line.split(" ")[1] ?? "");
    if (known) known.lines.push(line);
    else strangers.push(`The journal has a line of no job: "${line}".`);
  }
  return [...strangers, ...[...cases.values()].flatMap((each) => verdictsOn(each, evidence))];
}

function verdictsOn(each: Case, { acknowledged, completed }: Evidence): string[] {
  const { id } = each.job;
  const verdicts = [...brokenInLog(each), ...brokenInJournal(each)];
  if (acknowledged.has(id)) {
    if (each.events.length === 0) verdicts.push("was acknowledged, and is lost");
    else if (!completed.has(id)) verdicts.push("was acknowledged, and is not completed");
  }
  if (completed.has(id) && !each.lines.some((line) => line.startsWith("started "))) {
    verdicts.push("is completed, and was never run");
  }
  return verdicts.map((verdict) => [`${id} ${verdict}.`, ...storyOf(each)].join("\n"));
}

function brokenInLog({ job, events }: Case): string[] {
  const broken: string[] = [];
  const [first] = events;
  if (first && first.type !== "enqueue") broken.push("has events before it was enqueued");
  if (first?.type === "enqueue" && Buffer.compare(first.payload, encodePayload(job)) !== 0) {
    broken.push("is not what was handed in");
  }
  const end = events.findIndex(({ type }) => type === "ack");
  const after = end < 0 ? [] : events.slice(end + 1).map(({ type }) => type);
  if (after.includes("ack")) broken.push("was completed twice");
  if (after.includes("dispatch")) broken.push("was dispatched after it was completed");
  return broken;
}

/**
 * Each run has a dispatch of its own in the log, and was the only one of it. With no dispatch after the
 * ack, nothing was run once that was durable, wherever the kill fell.
 */
function brokenInJournal({ events, lines }: Case): string[] {
  const broken: string[] = [];
  const dispatches = events.filter(({ type }) => type === "dispatch").length;
  const started = lines.filter((line) => line.startsWith("started "));
  const attempts = started.map((line) => Number(line.split(" ")[2]));
  if (new Set(attempts).size < attempts.length) broken.push("was run twice in one attempt");
  if (!attempts.every((attempt) => attempt >= 1 && attempt <= dispatches)) {
    broken.push("was run without a dispatch in the log");
  }
  const done = lines.findIndex((line) => line.startsWith("done "));
  if (done >= 0 && lines.length > done + 1) broken.push("was run after it was completed");
  return broken;
}

function storyOf({ events, lines }: Case): string[] {
  const logged = events.map(({ sequence, type }) => `  log      ${sequence} ${type}`);
  return [...logged, ...lines.map((line) => `  journal  ${line}`)];
}
