/** Runs `step` again and again until it resolves with false, without a chain that grows. */
export const repeat = (step: () => Promise<boolean>): Promise<void> =>
  new Promise((resolve, reject) => {
    const next = (): void => {
      attempt(step).then((goOn) => (goOn ? next() : resolve()), reject);
    };
    next();
  });

/** Calls `body`, and gives what it throws as a rejection. */
export const attempt = <Result>(body: () => Result | Promise<Result>): Promise<Result> =>
  new Promise((resolve) => resolve(body()));

/** Takes each item in turn, and waits only where `take` gives a promise. */
export const eachInTurn = <Item>(
  items: readonly Item[],
  take: (item: Item) => void | Promise<void>,
  from = 0,
): void | Promise<void> => {
  for (let index = from; index < items.length; index++) {
    const taken = take(items[index] as Item);
    if (taken) return taken.then(() => eachInTurn(items, take, index + 1));
  }
};

/** Runs `body`, then `close`; of two failures, the first is the news. */
export const closing = <Result>(
  body: () => Promise<Result>,
  close: () => Promise<void>,
): Promise<Result> =>
  attempt(body).then(
    (result) => close().then(() => result),
    (error: unknown) => {
      const rethrow = () => Promise.reject(error);
      return attempt(close).then(rethrow, rethrow);
    },
  );
