import type { PlantedBug } from "../planted-bug.ts";
import { APPEND_BUGS } from "./append.ts";
import { APPEND_ALL_BUGS } from "./append-all.ts";
import { CHECKPOINT_BUGS } from "./checkpoint.ts";
import { CLEAN_BUGS } from "./clean.ts";
import { CLEANER_BUGS } from "./cleaner.ts";
import { NAME_BUGS } from "./names.ts";
import { OPEN_BUGS } from "./open.ts";
import { PUBLISH_BUGS } from "./publish.ts";
import { ROTATE_BUGS } from "./rotate.ts";
import { SURVEY_BUGS } from "./survey.ts";

/** The mistakes of day 3, in the order of its exercises. */
export const DAY3_BUGS: readonly PlantedBug[] = [
  ...NAME_BUGS,
  ...PUBLISH_BUGS,
  ...SURVEY_BUGS,
  ...OPEN_BUGS,
  ...APPEND_BUGS,
  ...ROTATE_BUGS,
  ...CHECKPOINT_BUGS,
  ...CLEAN_BUGS,
  ...CLEANER_BUGS,
  ...APPEND_ALL_BUGS,
];
