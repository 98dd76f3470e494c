/** Calls back once so many microtasks, and all that they have set off, had their turn. */
export function afterMicrotasks(turns: number, callback: () => void): void {
  if (turns === 0) callback();
  else void Promise.resolve().then(() => afterMicrotasks(turns - 1, callback));
}

/**
 * Calls back once so many microtasks in a row have changed nothing.
 *
 * @param count what must not change.
 * @param isEnough whether to wait no longer, whatever comes.
 */
export function whenQuiet(
  turns: number,
  count: () => number,
  isEnough: () => boolean,
  callback: () => void,
): void {
  let seen = count();
  let left = turns;
  const look = (): void => {
    if (left === 0 || isEnough()) {
      callback();
      return;
    }
    const now = count();
    left = now === seen ? left - 1 : turns;
    seen = now;
    void Promise.resolve().then(look);
  };
  look();
}
