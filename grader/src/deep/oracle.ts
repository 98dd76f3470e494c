import type { Journal } from "@wal-labs/core/sim";

/** What a log must hold, and what it may hold behind that. Labels, in order. */
export interface Expected {
  readonly must: readonly string[];
  /** Attempted and not promised: a crash leaves any beginning of it. */
  readonly may: readonly string[];
}

/** A promise about a crash that a log did not keep. */
export class BrokenPromise extends Error {
  override readonly name = "BrokenPromise";
  readonly recovered: string;

  constructor(message: string, found: readonly string[]) {
    super(message);
    this.recovered = found.length === 0 ? "nothing" : found.join("  ");
  }
}

/**
 * What a journal says about a log: what was acknowledged, with all before it, must be there; what was
 * attempted may be. What a recovery found, it has promised; what it did not find must not come back.
 */
export function expectedOf({ entries }: Pick<Journal, "entries">): Expected {
  let must: string[] = [];
  let may: string[] = [];
  for (const { kind, label } of entries) {
    if (kind === "attempt") {
      may.push(label);
      continue;
    }
    const found = FOUND.exec(label)?.groups?.count;
    const all = [...must, ...may];
    const end = found === undefined ? all.lastIndexOf(label) + 1 : Number(found);
    must = all.slice(0, Math.max(end, must.length));
    may = found === undefined ? all.slice(must.length) : [];
  }
  return { must, may };
}

const FOUND = /^found (?<count>\d+)$/;

/** How a recovery acknowledges what it found: from then on it is all there is. */
export function foundLabel(count: number): string {
  return `found ${count}`;
}

/**
 * The oracle of every crash: what was recovered is a beginning of what was attempted, and at least as
 * long as what was promised. That each record is whole has been seen to when it was read.
 *
 * @throws a {@link BrokenPromise}.
 */
export function assertKept(found: readonly string[], { must, may }: Expected): void {
  for (const [index, label] of must.entries()) {
    if (found[index] === label) continue;
    const instead = found[index] === undefined ? "is gone" : `became "${found[index]}"`;
    throw new BrokenPromise(`"${label}" was promised and ${instead}.`, found);
  }
  for (const [index, label] of found.slice(must.length).entries()) {
    if (may[index] === label) continue;
    throw new BrokenPromise(`"${label}" was recovered, which was not attempted there.`, found);
  }
}
