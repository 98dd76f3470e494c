import type { PlantedBug } from "../planted-bug.ts";
import { CLOSE_BUGS } from "./close.ts";
import { CONTROLLER_BUGS } from "./controller.ts";
import { JOB_BUGS } from "./jobs.ts";
import { LOCK_BUGS } from "./lock.ts";
import { LOG_BUGS } from "./log.ts";
import { QUEUE_BUGS } from "./queue.ts";
import { SNAPSHOT_BUGS } from "./snapshots.ts";
import { TRANSACTION_BUGS } from "./transactions.ts";

/** The mistakes of day 4, in the order of its exercises. */
export const DAY4_BUGS: readonly PlantedBug[] = [
  ...QUEUE_BUGS,
  ...LOG_BUGS,
  ...CLOSE_BUGS,
  ...LOCK_BUGS,
  ...JOB_BUGS,
  ...CONTROLLER_BUGS,
  ...SNAPSHOT_BUGS,
  ...TRANSACTION_BUGS,
];
