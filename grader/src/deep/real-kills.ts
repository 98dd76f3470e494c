import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { nodeFs } from "@wal-labs/core";
import { Random } from "@wal-labs/core/sim";
import { bundleProgram } from "./bundle-program.ts";
import { DRIVEN_LOGS, type DrivenLogName } from "./driven-logs.ts";
import { killedLabel } from "./killed-label.ts";
import { assertKept } from "./oracle.ts";

const PROGRAM = fileURLToPath(new URL("writer-program.ts", import.meta.url));
/** A log is read from end to end at each start: it must not grow for ever. */
const KILLS_OF_A_LOG = 20;
const LONGEST_MS = 60;

/** What some kills came to. */
export interface KillReport {
  readonly kills: number;
  /** Records that were promised, and were there. */
  readonly acknowledged: number;
  /** Records that were there though the program died before it could promise them. */
  readonly unpromised: number;
}

/**
 * Kills a program that appends to a log in a real file, again and again, each time at a random moment
 * and on top of what the last one left, and holds what is recovered against what was acknowledged.
 *
 * @param folder for the logs and other temporary files.
 * @throws a `BrokenPromise` when something is gone or was made up.
 */
export async function killAgainAndAgain(
  name: DrivenLogName,
  { kills, seed, folder }: { kills: number; seed: number; folder: string },
): Promise<KillReport> {
  const program = join(folder, `writer-${name}.mjs`);
  await bundleProgram(PROGRAM, program);
  const random = new Random(seed);
  const report = { kills, acknowledged: 0, unpromised: 0 };
  let known: readonly string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const generation = Math.floor(kill / KILLS_OF_A_LOG);
    if (kill % KILLS_OF_A_LOG === 0) known = [];
    const path = join(folder, `${name}-${seed}-${generation}`);
    const words = [program, name, path, String(seed + generation)];
    const acknowledged = await untilKilled(words, random.below(LONGEST_MS));
    const must = [...known, ...acknowledged];
    const found = await DRIVEN_LOGS[name].recoverAndRead(nodeFs, path);
    // Each append is awaited: at most one record is written and not yet promised.
    assertKept(found, { must, may: [killedLabel(seed + generation, must.length)] });
    report.acknowledged += acknowledged.length;
    report.unpromised += found.length - must.length;
    known = found;
  }
  return report;
}

/** Starts a writer, kills it so many milliseconds after its log is open, and gives what it promised. */
async function untilKilled(words: readonly string[], afterMs: number): Promise<string[]> {
  const writer = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const said = text(writer.stdout);
  const gone = once(writer, "close");
  await Promise.race([once(writer.stdout, "data"), gone]);
  await setTimeout(afterMs);
  writer.kill("SIGKILL");
  const [, signal] = await gone;
  if (signal !== "SIGKILL") throw new Error("The writer ended before it was killed.");
  const lines = (await said).split("\n").slice(0, -1);
  return lines.filter((line) => line !== "ready");
}
