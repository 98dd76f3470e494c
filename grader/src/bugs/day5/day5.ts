import type { PlantedBug } from "../planted-bug.ts";
import { BACKGROUND_BUGS } from "./background.ts";
import { DUMP_BUGS } from "./dump.ts";
import { GROUP_BUGS } from "./group.ts";
import { LIMIT_BUGS } from "./limits.ts";
import { MIXED_BUGS } from "./mixed.ts";
import { VERDICT_BUGS } from "./verdicts.ts";

/** Mistakes of day 5. */
export const DAY5_BUGS: readonly PlantedBug[] = [
  ...GROUP_BUGS,
  ...LIMIT_BUGS,
  ...MIXED_BUGS,
  ...BACKGROUND_BUGS,
  ...DUMP_BUGS,
  ...VERDICT_BUGS,
];
