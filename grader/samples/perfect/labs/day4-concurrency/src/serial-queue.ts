/**
 * Runs one task at a time, in the order they were given. A task that fails rejects for whoever gave
 * it, and for nobody else: the next one runs all the same.
 */
export class SerialQueue {
  /** Settles when the last task given so far has settled. Never rejects. */
  #last: Promise<void> = Promise.resolve();

  /**
   * Runs `task` when all tasks before it have settled, and settles as it does.
   *
   * @exercise 4.1
   */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    const before = this.#last;
    let isDone = (): void => undefined;
    this.#last = new Promise((resolve) => {
      isDone = resolve;
    });
    await before;
    try {
      return await task();
    } finally {
      isDone();
    }
  }

  /**
   * Resolves when every task given so far has settled, however it did.
   *
   * @exercise 4.1
   */
  async drained(): Promise<void> {
    await this.#last;
  }
}
