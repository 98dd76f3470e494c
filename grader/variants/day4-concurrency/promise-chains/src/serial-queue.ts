const nothing = (): void => undefined;

/**
 * Runs one task at a time, in the order they were given. A task that fails rejects for whoever gave
 * it, and for nobody else: the next one runs all the same.
 */
export class SerialQueue {
  #tail: Promise<void> = Promise.resolve();

  /** Runs `task` when all tasks before it have settled, and settles as it does. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const outcome = this.#tail.then(task);
    this.#tail = outcome.then(nothing, nothing);
    return outcome;
  }

  /** Resolves when every task given so far has settled, however it did. */
  drained(): Promise<void> {
    return this.#tail;
  }
}
