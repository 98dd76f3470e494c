import { availableParallelism, loadavg } from "node:os";
import type { Contestant } from "./append/contestant.ts";
import { encodingOnly } from "./append/encoding-only.ts";
import { grouped, naive, unbatched, writeAlone } from "./append/logs.ts";
import { peers } from "./append/peers.ts";
import { type Course, FLOOR, race, raceForTheLoop } from "./append/race.ts";
import { courseReport, loopReport } from "./append/report.ts";
import { onSimulatedDisk } from "./append/simulated.ts";
import { type Measurement, medianOf } from "./measurement.ts";
import { present } from "./peer-package.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

const APPENDERS = [1, 10, 64, 256];
const RECORD_SIZES = [128, 1024];
/** Where the event loop has most to do. */
const LOOP_COURSE: Course = { recordSize: 128, appenders: 256 };
/** On a quiet machine half of all rounds are within a factor of 1.3 of the median. */
const QUIET_FACTOR = 1.5;

/** How fast records become durable, beside the least that it can cost and what others do. */
export async function benchAppend(): Promise<readonly Measurement[]> {
  complainOfLoad();
  const contestants: readonly Contestant[] = [
    ...[grouped, writeAlone, unbatched, naive],
    ...present(peers()),
  ];
  const lines: Measurement[] = [];
  for (const recordSize of RECORD_SIZES) {
    for (const appenders of APPENDERS) {
      const course = { recordSize, appenders };
      console.error(`Measuring records of ${recordSize} B, ${appenders} at once …`);
      const rounds = await inTemporaryFolder((folder) => race(course, contestants, folder));
      complainOfScatter(rounds[FLOOR] ?? []);
      lines.push(...courseReport(course, rounds, contestants));
    }
  }
  const blocks = await inTemporaryFolder((folder) =>
    raceForTheLoop(LOOP_COURSE, [...contestants, encodingOnly], folder),
  );
  return [...lines, ...loopReport(LOOP_COURSE, blocks, contestants), ...(await onSimulatedDisk())];
}

/** Who waits for a processor measures the scheduler, and a target that is met or missed says nothing. */
function complainOfLoad(): void {
  const [load = 0] = loadavg();
  const processors = availableParallelism();
  if (load < processors / 2) return;
  const busy = `${load.toFixed(1)} processes run on ${processors} processors`;
  console.error(
    `The machine is BUSY: ${busy}. Measure again when it is quiet: this means nothing.`,
  );
}

/** The floor does the same each round: what changes is what others do to the machine. */
function complainOfScatter(floor: readonly number[]): void {
  const median = medianOf(floor);
  const near = floor.filter(
    (speed) => speed > median / QUIET_FACTOR && speed < median * QUIET_FACTOR,
  );
  if (near.length * 2 >= floor.length) return;
  console.error(
    "  The floor itself SCATTERS: something else uses the machine. Measure again later.",
  );
}
