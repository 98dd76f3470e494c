import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes of day 4. */
export const DAY4_BUGS: readonly PlantedBug[] = [];
