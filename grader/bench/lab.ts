import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { COURSE_ROOT } from "../src/course/course.ts";
import { type Measurement, measurement } from "./measurement.ts";

const ROUNDS = 9;
const LAB = join(COURSE_ROOT, "labs/day1-checksum");
const VITEST = join(COURSE_ROOT, "node_modules/vitest/vitest.mjs");
const EMPTY_TEST = 'import { test } from "vitest";\ntest("nothing", () => {});\n';

/** How long a student waits for `npm test`, beside vitest with one empty test in the same workspace. */
export async function benchLab(): Promise<readonly Measurement[]> {
  const empty = join(COURSE_ROOT, "labs/.empty");
  try {
    await mkdir(join(empty, "test"), { recursive: true });
    await cp(join(LAB, "vitest.config.ts"), join(empty, "vitest.config.ts"));
    await writeFile(join(empty, "test/empty.test.ts"), EMPTY_TEST);
    const [lab, bare, ratios] = await inTurn(LAB, empty);
    return [
      measurement("the blank lab's tests, ms", lab, 0, ""),
      measurement("one empty test, ms", bare, 0, ""),
      measurement("ratio, pair by pair", ratios, 2, "1.30"),
    ];
  } finally {
    await rm(empty, { recursive: true });
  }
}

async function inTurn(one: string, other: string): Promise<[number[], number[], number[]]> {
  for (const warmUp of [one, other]) await runMs(warmUp);
  const [ones, others, ratios]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    const [oneMs, otherMs] = [await runMs(one), await runMs(other)];
    ones.push(oneMs);
    others.push(otherMs);
    ratios.push(oneMs / otherMs);
  }
  return [ones, others, ratios];
}

async function runMs(folder: string): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, [VITEST, "run"], { cwd: folder, stdio: "ignore" }), "exit");
  return performance.now() - startedAt;
}
