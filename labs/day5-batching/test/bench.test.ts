import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const LAB = fileURLToPath(new URL("..", import.meta.url));
/** A process that compiles TypeScript takes its time on a busy machine. */
const SLOW_MS = 60_000;

test(
  "npm run bench measures the disk, prints tables and draws a chart",
  async () => {
    const dir = await mkdtemp(join(tmpdir(), "wal-bench-test-"));
    const out = join(dir, "chart.svg");
    const words = ["--import", "tsx", "bench/bench.ts", "--dir", dir, "--out", out];
    const options = [...words, "--seconds", "0.01"];
    const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: LAB });
    expect(stdout).toMatch(/min +median +p99\n.*grows( +[\d.]+){3}\n/);
    expect(stdout).toMatch(
      /a sync for each +group commit +times\n( +[\d]+ appenders?( +[\d.,]+){3}\n){4}/,
    );
    expect(stdout).toMatch(/group commit [\d.]+ x one sync per record: claim 5-10x, (NOT )?met/);
    expect(stdout).toMatch(/events\/s [\d,]+: claim at least 200, (NOT )?met/);
    expect(stdout).toContain(out);
    expect(await readFile(out, "utf8")).toMatch(/^<svg .*<\/svg>\s*$/s);
    expect(await readdir(dir)).toEqual(["chart.svg"]);
    await rm(dir, { recursive: true });
  },
  SLOW_MS,
);
