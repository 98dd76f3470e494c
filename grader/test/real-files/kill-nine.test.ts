import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DRIVEN_LOGS, type DrivenLogName } from "../../src/deep/driven-logs.ts";
import { killAgainAndAgain } from "../../src/deep/real-kills.ts";

/** In each log; `npm run check:deep` does 200 in all. */
const KILLS = 8;
const NAMES = Object.keys(DRIVEN_LOGS) as DrivenLogName[];
const seed = Math.floor(Math.random() * 1e6);

describe(`kill -9 while a program appends to a real file (seed ${seed})`, () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wal-kills-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(NAMES)("%s: everything acknowledged is there, and nothing made up", async (name) => {
    const report = await killAgainAndAgain(name, { kills: KILLS, seed, folder });
    expect(report.kills).toBe(KILLS);
    expect(report.acknowledged).toBeGreaterThan(0);
  });
});
