import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes of day 5. */
export const DAY5_BUGS: readonly PlantedBug[] = [];
