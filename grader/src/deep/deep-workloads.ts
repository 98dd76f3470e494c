import { Random } from "@wal-labs/core/sim";
import { DRIVEN_LOGS } from "./driven-logs.ts";
import type { Depth, Step, Workload } from "./exploration.ts";

/** A workload with a name, different for each seed. */
export interface DeepWorkload {
  readonly name: string;
  readonly day: number;
  readonly of: (seed: number) => Workload;
}

const { records, transactions, segments, preallocated, cleaned } = DRIVEN_LOGS;
const { taken, grouped, jobs, store } = DRIVEN_LOGS;

/** Every workload that is explored. A day that brings a new kind of log adds its own. */
export const DEEP_WORKLOADS: readonly DeepWorkload[] = [
  {
    name: "each append synced",
    day: 2,
    of: (seed) => ({ log: records, sync: "always", steps: appends(seed, 8, 1500) }),
  },
  {
    name: "appends that share a sync",
    day: 2,
    of: (seed) => ({
      log: records,
      sync: "manual",
      steps: [...appends(seed, 5, 600), "sync", ...appends(seed + 1, 6, 900)],
    }),
  },
  {
    name: "a long tail that was never synced",
    day: 2,
    of: (seed) => ({
      log: records,
      sync: "manual",
      steps: [...appends(seed, 2, 300), "sync", ...appends(seed + 1, 12, 1400)],
    }),
  },
  {
    name: "tiny records, many to a sector",
    day: 2,
    of: (seed) => ({ log: records, sync: "manual", steps: appends(seed, 24, 20) }),
  },
  {
    name: "closed and opened again",
    day: 2,
    of: (seed) => ({
      log: records,
      sync: "manual",
      steps: [...appends(seed, 3, 700), "reopen", ...appends(seed + 1, 4, 700), "reopen", 100],
    }),
  },
  {
    name: "transactions",
    day: 2,
    of: (seed) => ({
      log: transactions,
      sync: "manual",
      steps: [...appends(seed, 3, 900), "sync", ...appends(seed + 1, 3, 900)],
    }),
  },
  {
    name: "segments",
    day: 3,
    of: (seed) => ({ log: segments, sync: "always", steps: appends(seed, 9, 1800) }),
  },
  {
    name: "segments that share a sync",
    day: 3,
    of: (seed) => ({
      log: segments,
      sync: "manual",
      steps: [...appends(seed, 5, 1500), "sync", ...appends(seed + 1, 4, 1500), "reopen", 700],
    }),
  },
  {
    name: "preallocated segments",
    day: 3,
    of: (seed) => ({ log: preallocated, sync: "manual", steps: appends(seed, 6, 1800) }),
  },
  {
    name: "snapshots, and what they hold removed",
    day: 3,
    of: (seed) => ({ log: cleaned, sync: "always", steps: appends(seed, 9, 1800) }),
  },
  {
    name: "callers who take turns",
    day: 4,
    of: (seed) => ({ log: taken, sync: "always", steps: crowds(seed, 3, 3, 1200) }),
  },
  {
    name: "jobs and their snapshots",
    day: 4,
    of: (seed) => ({ log: jobs, sync: "always", steps: crowds(seed, 4, 2, 900) }),
  },
  {
    name: "a store of transactions",
    day: 4,
    of: (seed) => ({ log: store, sync: "always", steps: crowds(seed, 3, 2, 900) }),
  },
  {
    name: "callers who share a sync",
    day: 5,
    of: (seed) => ({ log: grouped, sync: "always", steps: crowds(seed, 4, 4, 700) }),
  },
  {
    name: "callers who do not wait for one",
    day: 5,
    of: (seed) => ({
      log: grouped,
      sync: "manual",
      steps: [...crowds(seed, 2, 5, 500), "sync", ...crowds(seed + 1, 2, 4, 500), "reopen", 300],
    }),
  },
];

/** Crashes recovery as well: two crashes in a row, at every pair of moments. */
export const INSIDE_RECOVERY: Omit<Depth, "seed"> = {
  insideRecovery: true,
  randomStates: 1,
  unitLimit: 64,
};

/** One crash, in many more ways. */
export const MANY_STATES: Omit<Depth, "seed"> = {
  insideRecovery: false,
  randomStates: 60,
  unitLimit: 256,
};

/** So many appends of random sizes below a limit; now and then one of no bytes. */
function appends(seed: number, count: number, sizeLimit: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => (random.below(8) === 0 ? 0 : random.below(sizeLimit)));
}

/** So many crowds, each of which appends at once. */
function crowds(seed: number, count: number, size: number, sizeLimit: number): Step[] {
  const sizes = appends(seed, count * size, sizeLimit);
  return Array.from({ length: count }, (_, crowd) => sizes.slice(crowd * size, (crowd + 1) * size));
}
