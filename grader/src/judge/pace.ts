import type { Bundle } from "../bundle/bundle-submission.ts";
import { Sandbox } from "../sandbox/index.ts";

/** Calls, one after the other, and what each computes: the mixture that checks are made of. */
const PROGRAM = `
exports.work = (rounds) => {
  let hash = 1;
  for (let round = 0; round < rounds; round++) hash = Math.imul(hash ^ round, 0x01000193);
  return hash;
};`;
const CALLS = 1000;
const ROUNDS = 20_000;
/** What the program takes on the machine that the time limits were chosen on, when it is idle. */
const NOMINAL_MS = 400;
const MAX_SLOWDOWN = 8;
/** A machine may become busy meanwhile. */
const FRESH_MS = 120_000;

interface Program {
  work(rounds: number): Promise<number>;
}

/**
 * How slow this machine is here and now, next to the one that the time limits were chosen on: it may
 * be older, and it may be busy with other submissions. Limits are multiples of it.
 */
export class Pace {
  #slowdown: Promise<number> | undefined;
  #measuredAt = Number.NEGATIVE_INFINITY;

  /** From 1, as fast or faster, to 8. Measured when it has not been for two minutes. */
  slowdown(): Promise<number> {
    const isFresh = performance.now() - this.#measuredAt < FRESH_MS;
    return isFresh && this.#slowdown ? this.#slowdown : this.measure();
  }

  /** The same, measured now. */
  measure(): Promise<number> {
    this.#measuredAt = performance.now();
    this.#slowdown = measuredMs().then(slowdownOf);
    this.#slowdown.catch(() => {
      this.#measuredAt = Number.NEGATIVE_INFINITY;
    });
    return this.#slowdown;
  }
}

/** How often `NOMINAL_MS` it was, in tenths, from 1 to 8. */
export function slowdownOf(measuredMs: number): number {
  const tenths = Math.ceil((10 * measuredMs) / NOMINAL_MS) / 10;
  return Math.min(MAX_SLOWDOWN, Math.max(1, tenths));
}

async function measuredMs(): Promise<number> {
  const bundle: Bundle = { kind: "bundle", code: PROGRAM, sourceMap: NO_MAP, files: [] };
  const sandbox = await Sandbox.start({ callLimitMs: 60_000, startLimitMs: 60_000, spare: false });
  try {
    const { work } = await sandbox.boot<Program>(bundle);
    await work(ROUNDS);
    const startedAt = performance.now();
    for (let call = 0; call < CALLS; call++) await work(ROUNDS);
    return performance.now() - startedAt;
  } finally {
    await sandbox.close();
  }
}

const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: "" });
