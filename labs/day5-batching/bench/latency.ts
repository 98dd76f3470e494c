import { open } from "node:fs/promises";
import { join } from "node:path";
import { median, quantile } from "./interleaved.ts";

/** What a sync took, in milliseconds. */
export interface Latency {
  readonly min: number;
  readonly median: number;
  readonly p99: number;
}

/** Of a file that grows with each write, and of one that was filled with zeros before. */
export interface SyncLatencies {
  readonly growing: Latency;
  readonly filled: Latency;
}

const BLOCK = new Uint8Array(4096).fill(1);
const FILLED_SIZE = 4 * 1024 * 1024;

/** Writes 4 KiB and syncs them, again and again, to the one file and the other in turn. */
export async function syncLatencies(folder: string, seconds: number): Promise<SyncLatencies> {
  await using growing = await open(join(folder, "growing"), "w+");
  await using filled = await open(join(folder, "filled"), "w+");
  await filled.write(new Uint8Array(FILLED_SIZE));
  await filled.sync();
  const [growingMs, filledMs]: [number[], number[]] = [[], []];
  const endMs = performance.now() + seconds * 1000;
  for (let size = 0; performance.now() < endMs || size === 0; size += BLOCK.length) {
    growingMs.push(await syncOf(growing, size));
    filledMs.push(await syncOf(filled, size % FILLED_SIZE));
  }
  return { growing: latencyOf(growingMs), filled: latencyOf(filledMs) };
}

/** The time of the sync alone. */
async function syncOf(file: Awaited<ReturnType<typeof open>>, position: number): Promise<number> {
  await file.write(BLOCK, 0, BLOCK.length, position);
  const startMs = performance.now();
  await file.datasync();
  return performance.now() - startMs;
}

function latencyOf(ms: readonly number[]): Latency {
  return { min: quantile(ms, 0), median: median(ms), p99: quantile(ms, 0.99) };
}
