import { stat } from "node:fs/promises";
import { join } from "node:path";
import { interleaved, type Rounds } from "./interleaved.ts";
import { type Measurement, measurement, medianOf } from "./measurement.ts";
import { present } from "./peer-package.ts";
import { readOnly, replayAll, scan, writeLog } from "./replay/log.ts";
import { type Peer, peers } from "./replay/peers.ts";
import type { Records } from "./replay/records.ts";
import { residentMemory } from "./replay/resident.ts";
import { inTemporaryFolder } from "./temporary-folder.ts";

interface Course extends Records {
  readonly name: string;
  /** Least parts of the speed of {@link readOnly}. */
  readonly targets: Readonly<Record<"scan" | "replay", string>>;
}

const COURSES: readonly Course[] = [
  { name: "128 B", count: 1_000_000, recordSize: 128, targets: { scan: "0.30", replay: "0.20" } },
  { name: "1 KiB", count: 200_000, recordSize: 1024, targets: { scan: "0.45", replay: "0.40" } },
];
const TIMES_THE_BEST_PEER = "2.5";
const ROUNDS = 7;

/** How fast a log is read back, beside what cannot be avoided and what others do. Warm page cache. */
export async function benchReplay(): Promise<readonly Measurement[]> {
  const found = present(peers());
  const lines: Measurement[] = [];
  for (const course of COURSES) {
    lines.push(...(await inTemporaryFolder((folder) => race(course, found, folder))));
  }
  return [...lines, ...(await inTemporaryFolder(residentMemory))];
}

async function race(course: Course, found: readonly Peer[], folder: string) {
  const log = join(folder, "log");
  await writeLog(log, course);
  for (const peer of found) await peer.fill(join(folder, peer.name), course);
  const all = (read: (path: string) => Promise<number>, path: string) => async () => {
    const count = await read(path);
    if (count !== course.count) throw new Error(`${path}: ${count} records of ${course.count}.`);
  };
  const seconds = await interleaved(
    {
      floor: timed(() => readOnly(log)),
      scan: timed(all(scan, log)),
      replay: timed(all(replayAll, log)),
      ...Object.fromEntries(
        found.map(({ name, readAll }) => [name, timed(all(readAll, join(folder, name)))]),
      ),
    },
    { rounds: ROUNDS, warmUps: 1 },
  );
  const { size } = await stat(log);
  return report(course, seconds, { logBytes: size, peers: found.map(({ name }) => name) });
}

function timed(body: () => Promise<unknown>): () => Promise<number> {
  return async () => {
    const startedAt = performance.now();
    await body();
    return (performance.now() - startedAt) / 1000;
  };
}

function report(
  { name, count, targets }: Course,
  seconds: Rounds<string>,
  { logBytes, peers }: { logBytes: number; peers: readonly string[] },
): Measurement[] {
  const of = (contestant: string) => seconds[contestant] ?? [];
  const perSecond = (contestant: string, amount: number) =>
    of(contestant).map((taken) => amount / taken);
  /** Round by round, so that both had the same machine. */
  const faster = (one: string, other: string) =>
    of(one).map((taken, round) => (of(other)[round] ?? 0) / taken);
  const best = peers.toSorted((one, other) => medianOf(of(one)) - medianOf(of(other)))[0];
  const ours = (["scan", "replay"] as const).flatMap((what) => [
    measurement(`${name}: ${what}, records/s`, perSecond(what, count), 0, ""),
    measurement(`  MB/s of log`, perSecond(what, logBytes / 1e6), 0, ""),
    measurement(`  of reading and CRC alone`, faster(what, "floor"), 2, targets[what]),
    ...(best ? [measurement(`  times ${best}`, faster(what, best), 1, TIMES_THE_BEST_PEER)] : []),
  ]);
  const others = ["floor", ...peers].map((other) => {
    const label = other === "floor" ? "reading and CRC alone" : other;
    return measurement(`${name}: ${label}, records/s`, perSecond(other, count), 0, "");
  });
  return [...ours, ...others];
}
