/** What came of it when all went well. */
export interface ChaosReport {
  readonly seed: number;
  /** How often the runner was killed. */
  readonly kills: number;
  /** Of those, how often before the queue was open. */
  readonly killsAtStart: number;
  readonly jobs: number;
  readonly acknowledged: number;
  readonly completed: number;
  /** How often jobs were handed in that had been before. */
  readonly repeats: number;
  /** Runs of a job, and how many of them a kill cut short. */
  readonly runs: number;
  readonly cutShort: number;
  /** Records that the log had over its life. */
  readonly records: number;
  /** Files that were cut off the log. */
  readonly archived: number;
  readonly seconds: number;
}

/** It in words. */
export function reportLines(report: ChaosReport): string[] {
  const { seed, kills, killsAtStart, jobs, acknowledged, completed, runs, cutShort } = report;
  return [
    `seed ${seed}, ${report.seconds.toFixed(1)} s`,
    `${kills} kills, ${killsAtStart} of them while the runner was starting`,
    `${jobs} jobs, ${acknowledged} acknowledged, ${completed} completed, ${report.repeats} repeats`,
    `${runs} runs, ${cutShort} of them cut short by a kill`,
    `${report.records} records, ${report.archived} files cut off the log`,
    "nothing lost, nothing completed twice, nothing run again after it was completed",
  ];
}
