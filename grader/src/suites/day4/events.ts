import type { Job } from "@wal-labs/concurrency";
import type { SimDisk } from "@wal-labs/core/sim";
import { expect } from "vitest";
import { expectOneLog, segmentsOn } from "../day3/segments.ts";
import { RECORD_CODES } from "../sample-records.ts";

const TYPES = new Map<number, string>(
  Object.entries(RECORD_CODES).map(([type, code]) => [code, type]),
);

/** The events of jobs on a disk, in order, such as `"retry a"`: read with the grader's own eyes. */
export function eventsOn(disk: SimDisk): string[] {
  const text = new TextDecoder();
  const records = expectOneLog(segmentsOn(disk));
  return records.map(({ type, key }) => `${TYPES.get(type)} ${text.decode(key)}`);
}

/** A state and its attempts, such as `"in-flight 2"`: enough to tell how far a job has come. */
export function stageOf(job: Job | undefined): string {
  return job ? `${job.state} ${job.attempts}` : "unknown";
}

/** Holds a job's state against what it must be. */
export function expectStage(job: Job | undefined, stage: string, what = "the job"): void {
  expect(stageOf(job), `${what}, and how often it was tried`).toBe(stage);
}
