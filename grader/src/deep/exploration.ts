import type { CrashExploration, CrashPlan, Journal, SimDisk } from "@wal-labs/core/sim";
import type { DrivenLog, SyncMode, Writer } from "./driven-log.ts";
import { labelOf } from "./labelled-records.ts";
import { assertKept, BrokenPromise, expectedOf, foundLabel } from "./oracle.ts";

/**
 * A part of a workload: a number appends a record with a value of so many bytes; several numbers do so
 * at once; `reopen` closes the log and opens it again.
 */
export type Step = number | readonly number[] | "sync" | "reopen";

/** What a log does until the power fails. */
export interface Workload {
  readonly log: DrivenLog;
  readonly sync: SyncMode;
  readonly steps: readonly Step[];
}

/** How far a search goes. */
export type Depth = Required<
  Pick<CrashExploration, "randomStates" | "unitLimit" | "insideRecovery" | "seed">
>;

const PATH = "/log";
/** A part of a log, so that records cross its end; and no more memory than a small log needs. */
const CHUNK_SIZE = 4096;
const AGAIN: CrashPlan = { kind: "power", fates: "garbage", seed: 1 };

/** Every crash of a workload, each followed by recovery, another append, and another crash. */
export function explorationOf(workload: Workload, depth: Depth): CrashExploration<Step> {
  const { log, sync } = workload;
  return {
    ...depth,
    steps: workload.steps,
    workload: (disk, journal, steps) => run({ log, sync, steps }, disk, journal),
    recover: (disk, journal) => recoverAndGoOn(log, disk, journal),
  };
}

async function run({ log, sync, steps }: Workload, disk: SimDisk, journal: Journal) {
  let writer = await log.startWriter(disk, PATH, sync);
  let last = "";
  let count = 0;
  for (const step of steps) {
    if (typeof step !== "string") {
      const labels = [step].flat().map((size) => labelOf(count++, size));
      last = labels.at(-1) ?? last;
      await Promise.all(labels.map((label) => append(writer, label, journal, sync)));
      continue;
    }
    await (step === "sync" ? writer.sync() : writer.close());
    if (last !== "") journal.acknowledge(last);
    if (step === "reopen") writer = await log.startWriter(disk, PATH, sync);
  }
}

async function append(writer: Writer, label: string, journal: Journal, sync: SyncMode) {
  journal.attempt(label);
  await writer.append(label);
  if (sync === "always") journal.acknowledge(label);
}

/** Holds what is left against the journal, promises it, goes on, and crashes once more. */
async function recoverAndGoOn(log: DrivenLog, disk: SimDisk, journal: Journal): Promise<string> {
  const found = await recovered(log, disk, journal);
  if (!found) return "garbage where a log was being created";
  assertKept(found, expectedOf(journal));
  journal.acknowledge(foundLabel(found.length));
  const again = await log.recoverAndRead(disk, PATH, CHUNK_SIZE);
  if (again.join() !== found.join()) throw new BrokenPromise("Recovering again differs.", again);
  const writer = await log.startWriter(disk, PATH, "manual");
  const promised = labelOf(journal.entries.length, 40);
  await append(writer, promised, journal, "manual");
  await writer.sync();
  journal.acknowledge(promised);
  await append(writer, labelOf(journal.entries.length, 700), journal, "manual");
  assertKept(await log.recoverAndRead(disk.crash(AGAIN), PATH, CHUNK_SIZE), expectedOf(journal));
  return found.join("  ") || "nothing";
}

/**
 * What is there, or undefined: a crash while a log is created may leave garbage where its header
 * should be. That is nobody's log, and may be refused.
 */
async function recovered(log: DrivenLog, disk: SimDisk, journal: Journal) {
  try {
    return await log.recoverAndRead(disk, PATH, CHUNK_SIZE);
  } catch (error) {
    const isNobodys = (error as { code?: unknown }).code === "WAL_UNSUPPORTED";
    if (isNobodys && expectedOf(journal).must.length === 0) return undefined;
    throw error;
  }
}
