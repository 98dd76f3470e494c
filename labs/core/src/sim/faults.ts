import type { Operation, OperationKind } from "./operation-log.ts";

/** Which operations a fault hits. What is left out matches everything. */
export interface FaultTarget {
  /** The number of the operation in the disk's log; the first is 1. */
  readonly operation?: number;
  readonly kind?: OperationKind | readonly OperationKind[];
  /** An absolute path; of a rename, the old name. */
  readonly path?: string;
  /** The n-th match from now on; the first is 1, which is also the default. */
  readonly nth?: number;
  /** How many matches in a row are hit, from the n-th on. Default 1. */
  readonly times?: number;
}

/**
 * What a fault does.
 *
 * | kind | effect |
 * | --- | --- |
 * | `error` | fails with `code` (default `EIO`), having done nothing; a write first does `afterBytes`; a close closes |
 * | `short` | a read or write does only `bytes` bytes and says so |
 * | `sync-failure`, `clean` | fails; what was dirty now counts as clean, so a later sync succeeds and proves nothing |
 * | `sync-failure`, `revert` | fails; what was dirty is gone from memory as well |
 * | `sync-failure`, `late` | fails, although everything is durable |
 *
 * After `clean` the lost bytes can be read until the power fails.
 */
export type FaultEffect =
  | { readonly kind: "error"; readonly code?: string; readonly afterBytes?: number }
  | { readonly kind: "short"; readonly bytes: number }
  | { readonly kind: "sync-failure"; readonly mode: SyncFailureMode; readonly code?: string };

/** How a failing sync treats what was dirty: see {@link FaultEffect}. */
export type SyncFailureMode = "clean" | "revert" | "late";

interface ArmedFault {
  readonly target: FaultTarget;
  readonly effect: FaultEffect;
  matches: number;
}

/** The faults that wait for their operation. */
export class Faults {
  readonly #armed: ArmedFault[] = [];

  add(target: FaultTarget, effect: FaultEffect): void {
    this.#armed.push({ target, effect, matches: 0 });
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /** What happens to this operation. All faults count it; the one that was added first hits it. */
  strike(operation: Operation, number: number): FaultEffect | undefined {
    let effect: FaultEffect | undefined;
    for (const fault of this.#armed) {
      if (!matches(fault.target, operation, number)) continue;
      fault.matches += 1;
      const { nth = 1, times = 1 } = fault.target;
      if (fault.matches >= nth && fault.matches < nth + times) effect ??= fault.effect;
    }
    return effect;
  }
}

function matches(target: FaultTarget, operation: Operation, number: number): boolean {
  if (target.operation !== undefined && target.operation !== number) return false;
  if (target.path !== undefined && target.path !== operation.path) return false;
  if (target.kind === undefined) return true;
  return typeof target.kind === "string"
    ? target.kind === operation.kind
    : target.kind.includes(operation.kind);
}
