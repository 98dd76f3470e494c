import type { PlantedBug } from "../planted-bug.ts";
import { CHUNK_BUGS } from "./chunks.ts";
import { DIAGNOSIS_BUGS } from "./diagnosis.ts";
import { FOUND_FRAME_BUGS } from "./found-frames.ts";
import { RECOVER_BUGS } from "./recover.ts";
import { REPLAY_BUGS } from "./replay.ts";
import { STATE_BUGS } from "./state.ts";
import { TRANSACTION_BUGS } from "./transactions.ts";
import { WALK_BUGS } from "./walk.ts";

/** The mistakes of day 2, in the order of its exercises. */
export const DAY2_BUGS: readonly PlantedBug[] = [
  ...CHUNK_BUGS,
  ...WALK_BUGS,
  ...FOUND_FRAME_BUGS,
  ...DIAGNOSIS_BUGS,
  ...RECOVER_BUGS,
  ...REPLAY_BUGS,
  ...STATE_BUGS,
  ...TRANSACTION_BUGS,
];
