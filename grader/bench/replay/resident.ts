import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { bundleProgram } from "../../src/deep/bundle-program.ts";
import { type Measurement, measurement } from "../measurement.ts";
import { writeLog } from "./log.ts";

const PROGRAM = fileURLToPath(new URL("replay-once.ts", import.meta.url));
const HEAP = "--max-old-space-size=64";
const RECORD_SIZE = 1024;
const ROUNDS = 3;
const MIB = 1024 * 1024;

/** The memory of a process that replays 100 MB and 1 GB of log with a heap of 64 MiB. */
export async function residentMemory(folder: string): Promise<readonly Measurement[]> {
  const program = join(folder, "replay-once.mjs");
  await bundleProgram(PROGRAM, program);
  const short = await peaks(program, join(folder, "short"), 100_000_000);
  const long = await peaks(program, join(folder, "long"), 1_000_000_000);
  const ratios = long.map((peak, round) => peak / (short[round] ?? 0));
  return [
    measurement("resident memory, 100 MB of log, MiB", short, 0, ""),
    measurement("resident memory, 1 GB of log, MiB", long, 0, ""),
    measurement("  ratio", ratios, 2, "1.00, flat"),
  ];
}

async function peaks(program: string, log: string, logBytes: number): Promise<number[]> {
  await writeLog(log, { count: Math.ceil(logBytes / RECORD_SIZE), recordSize: RECORD_SIZE });
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await promisify(execFile)(process.execPath, [HEAP, program, log]);
    found.push(Number(stdout) / MIB);
  }
  return found;
}
