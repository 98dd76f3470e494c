/**
 * Runs one task at a time, in the order they were given. A task that fails rejects for whoever gave
 * it, and for nobody else: the next one runs all the same.
 */
export class SerialQueue {
  /** Settles when every task given so far has. Never rejects. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Runs `task` when all tasks before it have settled, and settles as it does.
   *
   * @exercise 4.1
   */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    // Without this `catch`, one failure would run through the whole queue.
    this.#last = result.catch(() => undefined);
    return result;
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
