/**
 * What the host needs, taken before any of the student's code runs: the student may replace globals,
 * and the host replaces some itself.
 *
 * @module
 */
import { writeSync } from "node:fs";

export const realProcess = process;
export const RealDate = Date;
export const realSetImmediate = setImmediate;
export { writeSync };
