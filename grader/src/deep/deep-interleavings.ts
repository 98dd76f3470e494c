import {
  exploreInterleavings,
  type InterleavingReport,
  replayInterleaving,
  type SimDisk,
} from "@wal-labs/core/sim";
import { GroupCommitLog } from "@wal-labs/solution-batching";
import type { WalRecord } from "@wal-labs/solution-checksum";
import {
  ConcurrentLog,
  Controller,
  type SharedLog,
  TransactionStore,
} from "@wal-labs/solution-concurrency";

/** A concurrent program, whose disk operations are tried in many orders. */
export interface DeepProgram {
  readonly name: string;
  readonly day: number;
  /** @throws when an order makes a difference that it must not make. */
  readonly run: (disk: SimDisk) => Promise<void>;
}

/** How many orders of each program are tried: so many of all, and then so many at random. */
export interface Orders {
  readonly exhaustiveUpTo: number;
  readonly runs: number;
  readonly seed: number;
}

const PATH = "/log";
/** A few records, so that there is something to rotate and to clean. */
const SMALL = { segmentSize: 400 };
type Shared = ConcurrentLog | GroupCommitLog;
type Open = (disk: SimDisk) => Promise<Shared>;

const takingTurns: Open = (fs) => ConcurrentLog.open(PATH, { fs, ...SMALL });
const sharingSyncs: Open = (fs) =>
  GroupCommitLog.open(PATH, { fs, ...SMALL, preallocate: "ahead" });

/** Every program that is tried. A day that brings something to share adds its own. */
export const DEEP_PROGRAMS: readonly DeepProgram[] = [
  { name: "three tasks append", day: 4, run: (disk) => appendAtOnce(disk, takingTurns) },
  { name: "one rotates, one cleans, one closes", day: 4, run: (disk) => unrest(disk, takingTurns) },
  { name: "two want one log", day: 4, run: twoOwners },
  { name: "two workers take jobs", day: 4, run: twoWorkers },
  { name: "two transactions touch one key", day: 4, run: twoTransactions },
  { name: "three tasks share syncs", day: 5, run: (disk) => appendAtOnce(disk, sharingSyncs) },
  { name: "one rotates while others share", day: 5, run: (disk) => unrest(disk, sharingSyncs) },
];

/** Tries a program's orders. */
export function tryOrders({ run }: DeepProgram, orders: Orders): Promise<InterleavingReport> {
  return exploreInterleavings({ run, ...orders });
}

/** Makes one order happen again, and tells what is wrong; undefined when nothing is any more. */
export async function replayOrder({ run }: DeepProgram, replay: string) {
  return replayInterleaving({ run }, replay);
}

async function appendAtOnce(disk: SimDisk, open: Open): Promise<void> {
  const log = await open(disk);
  const tasks = ["a", "b", "c"].map(async (task) => {
    const own: number[] = [];
    for (let count = 0; count < 3; count++) own.push((await log.append(put(task))).sequence);
    return own;
  });
  const sequences = (await Promise.all(tasks)).flat();
  await log.close();
  assertEqual(sequences.toSorted(byNumber), [1, 2, 3, 4, 5, 6, 7, 8, 9], "sequences");
  assertEqual(await sequencesIn(disk, open), [1, 2, 3, 4, 5, 6, 7, 8, 9], "records");
}

async function unrest(disk: SimDisk, open: Open): Promise<void> {
  const log = await open(disk);
  const calls = [
    log.append(put("a")),
    log.rotate(),
    log.append(put("b")),
    log.setCheckpoint({ sequence: 0 }),
    log.append(put("c")),
    log.clean(),
    log.sync(),
  ];
  const closing = log.close();
  await Promise.all([...calls, closing]);
  assertEqual(await sequencesIn(disk, open), [1, 2, 3], "records");
  assertEqual(disk.openHandles, 0, "open files");
}

/** Of two at once, one at most gets it; who comes later, and alone, does. */
async function twoOwners(disk: SimDisk): Promise<void> {
  const opened = await Promise.allSettled([takingTurns(disk), takingTurns(disk)]);
  const logs = opened.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (logs.length > 1) throw new Error("Two have the log open.");
  for (const log of logs) await log.append(put("a"));
  for (const log of logs) await log.close();
  assertEqual((await sequencesIn(disk, takingTurns)).length, logs.length, "records");
}

async function twoWorkers(disk: SimDisk): Promise<void> {
  const log = await takingTurns(disk);
  const controller = await Controller.open(log);
  await Promise.all(["1", "2", "3"].map((id) => controller.enqueue(id, new Uint8Array(40))));
  const snapshot = controller.snapshot();
  const done: string[] = [];
  const work = async (): Promise<void> => {
    for (let job = await controller.dispatch(); job; job = await controller.dispatch()) {
      done.push(job.id);
      await controller.ack(job.id);
    }
  };
  await Promise.all([work(), work(), snapshot]);
  await log.close();
  assertEqual(done.toSorted(byText), ["1", "2", "3"], "jobs done");
  const again = await Controller.open(await takingTurns(disk));
  assertEqual(again.jobs("completed").length, 3, "completed jobs");
}

async function twoTransactions(disk: SimDisk): Promise<void> {
  const log = await takingTurns(disk);
  const store = await TransactionStore.open(log);
  const key = Uint8Array.of(1);
  const increment = async (): Promise<void> => {
    const transaction = store.begin();
    const before = transaction.get(key)?.[0] ?? 0;
    transaction.put(key, Uint8Array.of(before + 1));
    await transaction.commit();
  };
  for (let count = 0; count < 4; count++) await increment();
  const snapshot = store.snapshot();
  const ends: PromiseSettledResult<void>[] = [];
  for (let round = 0; round < 3; round++) {
    ends.push(...(await Promise.allSettled([increment(), increment()])));
  }
  await snapshot;
  const commits = 4 + ends.filter(({ status }) => status === "fulfilled").length;
  await log.close();
  const again = await TransactionStore.open(await takingTurns(disk));
  assertEqual([...(again.get(key) ?? [])], [commits], "increments");
}

async function sequencesIn(disk: SimDisk, open: Open): Promise<number[]> {
  await using log: SharedLog & AsyncDisposable = await open(disk);
  const sequences: number[] = [];
  await log.replay(({ sequence }) => void sequences.push(sequence));
  return sequences;
}

function put(task: string): WalRecord {
  return { type: "put", key: new TextEncoder().encode(task), value: new Uint8Array(60) };
}

function byText(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function byNumber(one: number, other: number): number {
  return one - other;
}

function assertEqual(found: unknown, expected: unknown, what: string): void {
  const [is, must] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== must) throw new Error(`${what}: ${is} instead of ${must}.`);
}
