import { setImmediate } from "node:timers/promises";
import {
  type CrashExploration,
  exploreCrashes,
  type Journal,
  type SimDisk,
  tellStory,
} from "@wal-labs/core/sim";
import { SandboxError } from "../sandbox/errors.ts";
import type { Luck } from "./luck.ts";

/** A crash, or an order of operations, that broke a promise, told as a story. */
export class CrashFound extends Error {
  override readonly name = "CrashFound";
  readonly story: string;

  constructor(message: string, story: string, cause: unknown) {
    super(message, { cause });
    this.story = story;
  }
}

/** A workload, what must hold after each crash of it, and how far to search. */
export interface CrashCheck<Exports>
  extends Pick<CrashExploration, "insideRecovery" | "kinds" | "randomStates"> {
  /** Labels of the parts of the workload that may be left out to shorten a story. */
  readonly steps?: readonly string[];
  workload(disk: SimDisk, journal: Journal, steps: readonly string[]): Promise<void>;
  /** Checks what is left, with the submission started anew. Says what it found. */
  recover(restarted: Exports, disk: SimDisk, journal: Journal): Promise<string>;
}

/** Where a workload runs and recovers. */
export interface Machine<Exports> {
  readonly restart: () => Promise<Exports>;
  /** Resolves when the submission has nothing left to do but wait. */
  readonly settle: () => Promise<void>;
  /** The numbered invariant that a violation breaks, if it is one of those. */
  readonly invariant: string | undefined;
  readonly luck: Luck;
  /** Whether it is enough to know that there is a crash, be it not the smallest. */
  readonly verdictOnly: boolean;
}

/** How many recoveries wait for the second process at a time. */
const CONCURRENCY = 16;

/**
 * Cuts the power of a workload at each moment and in every way that matters.
 *
 * @throws a {@link CrashFound} with the smallest crash after which `recover` threw.
 */
export async function searchCrashes<Exports>(
  check: CrashCheck<Exports>,
  { restart, settle, invariant, luck, verdictOnly }: Machine<Exports>,
): Promise<void> {
  const { insideRecovery = false, kinds = ["process", "power"], randomStates = 4 } = check;
  const exploration: CrashExploration<string> = {
    ...{ insideRecovery, kinds, randomStates },
    steps: check.steps ?? [],
    shrink: !verdictOnly,
    workload: (disk, journal, steps) => check.workload(disk, journal, steps),
    recover: async (disk, journal) => {
      try {
        const recover = async () => check.recover(await restart(), disk, journal);
        return await luck.afterCrash(disk.digest, recover);
      } catch (error) {
        throw error instanceof Error ? Object.assign(error, { invariant }) : error;
      }
    },
    // What the submission sent before it fell still must have been heard here, too.
    drain: async () => {
      await settle();
      await setImmediate();
    },
    concurrency: CONCURRENCY,
    isViolation: (error) => !(error instanceof SandboxError),
  };
  const { violation } = await exploreCrashes(exploration);
  if (!violation) return;
  throw new CrashFound(violation.message, tellStory(violation.story), violation.error);
}
