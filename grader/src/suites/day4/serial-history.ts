import type { Transaction, TransactionStore } from "@wal-labs/concurrency";
import type { Random } from "@wal-labs/core/sim";
import { expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { bytesOf, textOf } from "./stores.ts";

/** What the commits so far amount to, one after the other. */
export class History {
  readonly values: Record<string, string> = {};
  /** The keys that each commit has changed. */
  readonly changed: ReadonlySet<string>[] = [];
}

/** A transaction, and what the grader knows of it. */
export class Attempt {
  readonly #transaction: Transaction;
  readonly #history: History;
  readonly #begunAt: number;
  readonly #reads = new Map<string, string | undefined>();
  readonly #changes = new Map<string, string | undefined>();

  private constructor(transaction: Transaction, history: History) {
    this.#transaction = transaction;
    this.#history = history;
    this.#begunAt = history.changed.length;
  }

  static async begin(store: TransactionStore, history: History): Promise<Attempt> {
    return new Attempt(await store.begin(), history);
  }

  /** Reads, puts or removes one of a few keys. */
  async step(random: Random): Promise<void> {
    const key = `key ${random.below(6)}`;
    const kind = random.below(4);
    if (kind === 0) {
      await this.#transaction.remove(bytesOf(key));
      this.#changes.set(key, undefined);
    } else if (kind === 1) {
      const value = `${random.below(1000)}`;
      await this.#transaction.put(bytesOf(key), bytesOf(value));
      this.#changes.set(key, value);
    } else {
      const value = textOf(await this.#transaction.get(bytesOf(key)));
      if (this.#changes.has(key)) expect(value, "its own change").toBe(this.#changes.get(key));
      else this.#reads.set(key, value);
    }
  }

  /** Commits, and holds the end against what must come of it. */
  async commit(): Promise<void> {
    const { values, changed } = this.#history;
    const since = changed.slice(this.#begunAt);
    const touched = [...this.#reads.keys(), ...this.#changes.keys()];
    const conflicts = touched.some((key) => since.some((keys) => keys.has(key)));
    if (!conflicts) {
      for (const [key, value] of this.#reads)
        expect(value, `what it read of ${key}`).toBe(values[key]);
      for (const [key, value] of this.#changes) {
        if (value === undefined) delete values[key];
        else values[key] = value;
      }
      if (this.#changes.size > 0) changed.push(new Set(this.#changes.keys()));
    }
    const code = await codeOf(this.#transaction.commit());
    const what = `a commit of ${touched.join(", ")}, after changes of ${since.map((keys) => [...keys])}`;
    expect(code, what).toBe(conflicts ? "WAL_CONFLICT" : undefined);
  }
}
