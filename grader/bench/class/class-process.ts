import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { COURSE_ROOT } from "../../src/course/course.ts";

/** What a class run cost. */
export interface Cost {
  readonly seconds: number;
  /** Of all its processes, also of those that have ended. */
  readonly cpuSeconds: number;
  /** Memory of the grader's own process, in MiB, sampled each second. Empty where there is no /proc. */
  readonly residentMiB: readonly number[];
}

const GRADE = join(COURSE_ROOT, "grader/src/cli/grade.ts");
const SAMPLE_MS = 1000;

/**
 * Runs `npm run grade -- class` with some arguments in processes of its own.
 *
 * @throws an `Error` with what it printed, when it does not end well.
 */
export async function runClass(args: readonly string[]): Promise<Cost> {
  const startedAt = performance.now();
  const command = [process.execPath, "--import", "tsx", GRADE, "class", ...args];
  // `times` of the shell knows what its children took, and theirs.
  const shell = ["-c", '"$@" >/dev/null; code=$?; times; exit $code', "sh", ...command];
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(COURSE_ROOT, "grader/tsconfig.json") };
  const child = spawn("sh", shell, { cwd: COURSE_ROOT, detached: true, env });
  const ended = once(child, "exit");
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const residentMiB = await sampleUntil(ended, child.pid ?? 0);
  const [code] = await ended;
  const [times, errors] = await printed;
  if (code !== 0) throw new Error(`The class run ended with ${code}: ${errors}`);
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, cpuSeconds: cpuSecondsIn(times), residentMiB };
}

/** The last line of `times`: user and system time of the children, each such as `1m2.34s`. */
function cpuSecondsIn(times: string): number {
  const last = times.trim().split("\n").at(-1) ?? "";
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

async function sampleUntil(ended: Promise<unknown>, group: number): Promise<number[]> {
  const samples: number[] = [];
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const largest = await largestOf(group).catch(() => 0);
    if (largest > 0) samples.push(largest);
    await Promise.race([ended, setTimeout(SAMPLE_MS)]);
  }
  return samples;
}

/** The memory of the largest process of a process group, in MiB. */
async function largestOf(group: number): Promise<number> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const sizes = ids.map(async (id) => {
    const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
    // The fields behind the name in parentheses: state, parent, group.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(fields[2]) !== group) return 0;
    const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  });
  return Math.max(0, ...(await Promise.all(sizes)));
}
