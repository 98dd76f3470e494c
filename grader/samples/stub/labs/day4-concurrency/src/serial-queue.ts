import { NotImplementedError } from "@wal-labs/core";

/**
 * Runs one task at a time, in the order they were given. A task that fails rejects for whoever gave
 * it, and for nobody else: the next one runs all the same.
 */
export class SerialQueue {
  /**
   * Runs `task` when all tasks before it have settled, and settles as it does.
   *
   * @exercise 4.1
   */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    throw new NotImplementedError("4.1");
  }

  /**
   * Resolves when every task given so far has settled, however it did.
   *
   * @exercise 4.1
   */
  async drained(): Promise<void> {
    throw new NotImplementedError("4.1");
  }
}
