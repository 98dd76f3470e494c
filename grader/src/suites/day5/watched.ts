import { ANY_SYNC, type Operation, type SimDisk } from "@wal-labs/core/sim";

/** What a disk was asked for, and how often. */
export interface Traffic {
  readonly writes: number;
  readonly syncs: number;
  /** Bytes that were written. */
  readonly bytes: number;
}

/** Counts what a disk is asked for from now on. */
export function watched(disk: SimDisk): () => Traffic {
  const start = disk.log.length;
  return () => {
    const sizes = writesSince(disk, start);
    return {
      writes: sizes.length,
      syncs: disk.log.slice(start).filter(({ operation }) => isSync(operation)).length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
    };
  };
}

/** The sizes of the writes, from an operation on. */
export function writesSince(disk: SimDisk, start: number): number[] {
  return disk.log
    .slice(start)
    .filter(({ operation }) => operation.kind === "write")
    .map(({ operation }) => operation.size ?? 0);
}

/** Keeps the syncs of a disk waiting, one by one, until they are let go. */
export class HeldSyncs {
  readonly #waiting: (() => void)[] = [];
  #holds: boolean = true;

  constructor(disk: SimDisk) {
    disk.scheduler = (operation) => this.#turn(operation);
  }

  /** How many wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Lets the first one go. */
  release(): void {
    this.#waiting.shift()?.();
  }

  /** Lets all go, those to come as well. */
  end(): void {
    this.#holds = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  async #turn(operation: Operation): Promise<void> {
    if (!this.#holds || !isSync(operation)) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function isSync({ kind }: Operation): boolean {
  return ANY_SYNC.includes(kind);
}
