/** All checks of a day together: ample for a slow machine, an end for a slow submission. */
export const BUDGET_MS = 90_000;
