import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { frameSize } from "@wal-labs/core";
import { interleaved, type Rounds } from "../interleaved.ts";
import { KEY_SIZE } from "../replay/records.ts";
import { appendsPerSecond } from "./appenders.ts";
import type { Contestant, OpenContestant } from "./contestant.ts";
import { longestBlockMs } from "./event-loop.ts";
import { Floor } from "./floor.ts";
import { RecordRing } from "./ring.ts";

/** What all contestants of a race do. */
export interface Course {
  /** Key and value together, in bytes. */
  readonly recordSize: number;
  readonly appenders: number;
}

/** The name of what no contestant can beat, in the rounds that {@link race} gives. */
export const FLOOR = "floor";

/** Short, so that a round sees one and the same machine: disks that are shared change by the second. */
const DURATION_MS = 50;
/** A slow disk gets fewer rounds. */
const HOW_LONG = { rounds: 25, warmUps: 3, limitMs: 20_000 };
/** What a contestant still does after a slice is over must not slow the next one down. */
const PAUSE_MS = 10;
/** A segment is full after so many batches: every few slices have their part of filling and rotation. */
const BATCHES_PER_SEGMENT = 512;
const LEAST_SEGMENT_SIZE = 4 * 1024 * 1024;

/** Records a second that become durable, for each contestant and for the {@link FLOOR}. */
export async function race(
  course: Course,
  contestants: readonly Contestant[],
  folder: string,
): Promise<Rounds<string>> {
  const floor = new Floor(join(folder, FLOOR));
  const atFloor = async (): Promise<number> =>
    floor.batchesPerSecond(batchBytes(course), DURATION_MS) * course.appenders;
  const rounds = await openAll(course, contestants, folder, (measurements) =>
    interleaved({ [FLOOR]: atFloor, ...measurements }, HOW_LONG),
  );
  floor.close();
  return rounds;
}

/** The longest time that each contestant holds the event loop up, in milliseconds. */
export function raceForTheLoop(
  course: Course,
  contestants: readonly Contestant[],
  folder: string,
): Promise<Rounds<string>> {
  return openAll(course, contestants, folder, (slices) => {
    const probed = Object.entries(slices).map(([name, slice]) => [
      name,
      () => longestBlockMs(slice),
    ]);
    return interleaved(Object.fromEntries(probed), HOW_LONG);
  });
}

/** Opens a folder for each contestant, and gives `measure` what takes a slice of each. */
async function openAll<Result>(
  course: Course,
  contestants: readonly Contestant[],
  folder: string,
  measure: (slices: Record<string, () => Promise<number>>) => Promise<Result>,
): Promise<Result> {
  const { appenders } = course;
  const load = { appenders, records: new RecordRing(course.recordSize), durationMs: DURATION_MS };
  const open: OpenContestant[] = [];
  const slices: Record<string, () => Promise<number>> = {};
  for (const contestant of contestants) {
    const directory = join(folder, contestant.name);
    await mkdir(directory);
    const opened = await contestant.open(directory, segmentSize(course));
    open.push(opened);
    slices[contestant.name] = async () => {
      const perSecond = await appendsPerSecond(opened, load);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      return perSecond;
    };
  }
  const result = await measure(slices);
  for (const opened of open) await opened.close();
  return result;
}

function batchBytes({ recordSize, appenders }: Course): number {
  return appenders * frameSize(KEY_SIZE, recordSize - KEY_SIZE);
}

function segmentSize(course: Course): number {
  return Math.max(LEAST_SEGMENT_SIZE, BATCHES_PER_SEGMENT * batchBytes(course));
}
