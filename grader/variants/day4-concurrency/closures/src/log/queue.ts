/** Takes tasks, and works them off one by one. */
export interface Queue {
  run<Result>(task: () => Promise<Result>): Promise<Result>;
  drained(): Promise<void>;
}

/** A line of tasks and somebody who works it off for as long as there is one. */
export function makeQueue(): Queue {
  const line: (() => Promise<void>)[] = [];
  let isAtWork = false;

  const work = async () => {
    isAtWork = true;
    for (let next = line.shift(); next; next = line.shift()) await next();
    isAtWork = false;
  };

  const run = <Result>(task: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      line.push(async () => {
        try {
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      });
      if (!isAtWork) void work();
    });

  // Whoever stands behind all others is served when they all are.
  return { run, drained: () => run(async () => undefined) };
}

/**
 * Runs one task at a time, in the order they were given. A task that fails rejects for whoever gave
 * it, and for nobody else: the next one runs all the same.
 */
export class SerialQueue {
  readonly #queue = makeQueue();

  /** Runs `task` when all tasks before it have settled, and settles as it does. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#queue.run(task);
  }

  /** Resolves when every task given so far has settled, however it did. */
  async drained(): Promise<void> {
    await this.#queue.drained();
  }
}
