/**
 * All checks of a day together: ample for a submission that works, an end for one that does not.
 * A slow or busy machine is given a multiple of it.
 */
export const BUDGET_MS = 90_000;
