import { Choices, formatChoices, parseChoices } from "./choices.ts";
import { InterleavingScheduler } from "./interleaving-scheduler.ts";
import { Journal } from "./journal.ts";
import { allMicrotasks } from "./macrotask.ts";
import { Random } from "./random.ts";
import { SimDisk, type SimDiskOptions } from "./simulated-disk.ts";
import type { Story } from "./story.ts";
import { invariantOf, messageOf } from "./violated.ts";

/** A concurrent program, and how many orders of its disk operations to try. */
export interface InterleavingExploration {
  /**
   * Runs the program on an empty disk, and checks what came of it. Time is `disk.clock`: whoever
   * waits for a real timer looks like a deadlock.
   *
   * @throws any error on a violation; its `invariant` goes into the story.
   */
  run(disk: SimDisk, journal: Journal): Promise<void>;
  /**
   * Resolves when the program can do nothing more without the disk. Default: all microtasks ran.
   */
  readonly drain?: () => Promise<void>;
  /** Up to this many orders, all are tried, depth first. Default 1000. */
  readonly exhaustiveUpTo?: number;
  /** Beyond that, this many random ones follow. Default 200. */
  readonly runs?: number;
  /** Operations and timers after which a program counts as never ending; default 100,000. */
  readonly turnLimit?: number;
  /** Of the random ones; default 1. */
  readonly seed?: number;
  readonly disk?: SimDiskOptions;
}

/** What {@link exploreInterleavings} found. */
export interface InterleavingReport {
  /** Orders that were tried. */
  readonly interleavings: number;
  /** Whether these were all there are. */
  readonly exhaustive: boolean;
  readonly violation?: InterleavingViolation;
}

/** An order of operations in which the program failed or came to a stop. */
export interface InterleavingViolation {
  readonly kind: "failure" | "deadlock";
  readonly invariant?: string | undefined;
  readonly message: string;
  readonly error: unknown;
  /** One word for {@link replayInterleaving}. */
  readonly replay: string;
  readonly story: Story;
}

/** Says that a program is not done and has nothing left to wait for. */
export class DeadlockError extends Error {
  override readonly name = "DeadlockError";
}

/**
 * Runs a concurrent program again and again, choosing in which order its disk operations take
 * effect: what a race detector does for threads. An operation takes effect only when everything
 * else has come to rest; virtual timers fire when no operation is left. Stops at the first
 * violation.
 */
export async function exploreInterleavings(
  exploration: InterleavingExploration,
): Promise<InterleavingReport> {
  const { exhaustiveUpTo = 1000, runs = 200, seed = 1 } = exploration;
  let interleavings = 0;
  let plan: number[] | undefined = [];
  for (; plan !== undefined && interleavings < exhaustiveUpTo; interleavings++) {
    const choices: Choices = new Choices(plan);
    const violation = await runOnce(exploration, choices);
    if (violation) return { interleavings: interleavings + 1, exhaustive: false, violation };
    plan = choices.next();
  }
  if (plan === undefined) return { interleavings, exhaustive: true };
  for (let count = 0; count < runs; count++) {
    const random = new Choices([], new Random(seed + count));
    const violation = await runOnce(exploration, random);
    interleavings += 1;
    if (!violation) continue;
    return { interleavings, exhaustive: false, violation: await simplest(exploration, violation) };
  }
  return { interleavings, exhaustive: false };
}

/**
 * Runs the program once, in the order that `replay` names; undefined when it does not fail in it.
 */
export function replayInterleaving(
  exploration: InterleavingExploration,
  replay: string,
): Promise<InterleavingViolation | undefined> {
  return runOnce(exploration, new Choices(parseChoices(replay)));
}

/** Takes the oldest operation wherever the failure does not need another. */
async function simplest(
  exploration: InterleavingExploration,
  violation: InterleavingViolation,
): Promise<InterleavingViolation> {
  let best = violation;
  const choices = parseChoices(violation.replay);
  for (const [index, choice] of choices.entries()) {
    if (choice === 0) continue;
    const simpler = await runOnce(exploration, new Choices(choices.with(index, 0)));
    if (simpler?.invariant !== best.invariant || simpler?.kind !== best.kind) continue;
    choices[index] = 0;
    best = simpler;
  }
  return best;
}

async function runOnce(
  exploration: InterleavingExploration,
  choices: Choices,
): Promise<InterleavingViolation | undefined> {
  const scheduler = new InterleavingScheduler();
  const disk = new SimDisk(exploration.disk);
  disk.scheduler = (operation) => scheduler.turn(operation);
  const journal = new Journal(disk);
  const end = await untilSettled(exploration, { scheduler, disk, journal, choices });
  return end && violationOf(end.error, disk, journal, choices);
}

interface Run {
  readonly scheduler: InterleavingScheduler;
  readonly disk: SimDisk;
  readonly journal: Journal;
  readonly choices: Choices;
}

async function untilSettled(
  { run, drain = allMicrotasks, turnLimit = 100_000 }: InterleavingExploration,
  { scheduler, disk, journal, choices }: Run,
): Promise<{ error: unknown } | undefined> {
  let end: { error?: unknown } | undefined;
  const attempt = async (): Promise<void> => {
    try {
      await run(disk, journal);
      end = {};
    } catch (error) {
      end = { error };
    }
  };
  void attempt();
  for (let turn = 0; turn < turnLimit; turn++) {
    await drain();
    if (end !== undefined) return "error" in end ? { error: end.error } : undefined;
    if (scheduler.width > 0) scheduler.release(choices.pick(scheduler.width));
    else if (!disk.clock.fireNext()) {
      const nothing = "with no operation and no timer left to wait for";
      return { error: new DeadlockError(describeStop(disk, journal, nothing)) };
    }
  }
  return { error: new DeadlockError(describeStop(disk, journal, `after ${turnLimit} turns`)) };
}

function describeStop(disk: SimDisk, journal: Journal, when: string): string {
  const done = new Set(journal.acknowledged);
  const open = journal.attempted.filter((label) => !done.has(label)).map((label) => `"${label}"`);
  const waiting = open.length > 0 ? `${open.join(", ")} never ended` : "the program never ended";
  const files = disk.openPaths.length > 0 ? `; open: ${disk.openPaths.join(", ")}` : "";
  return `Deadlock: ${waiting}, ${when}${files}.`;
}

function violationOf(
  error: unknown,
  disk: SimDisk,
  journal: Journal,
  choices: Choices,
): InterleavingViolation {
  const replay = formatChoices(choices.taken);
  const [invariant, message] = [invariantOf(error), messageOf(error)];
  const kind = error instanceof DeadlockError ? "deadlock" : "failure";
  const title = "What the program did, in this order";
  const story: Story = {
    invariant,
    message,
    steps: [],
    acknowledged: journal.acknowledged,
    acts: [{ title, operations: disk.log, entries: journal.entries }],
    replay,
  };
  return { kind, invariant, message, error, replay, story };
}
