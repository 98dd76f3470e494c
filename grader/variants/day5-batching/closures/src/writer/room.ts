import { afterMicrotasks } from "./microtasks.ts";

/** Enough for a caller who was let in to append, before the next one is. */
const TURNS = 4;

export interface Door {
  /** Resolves when the caller may come in. */
  readonly wait: () => Promise<void>;
  /** To be called whenever there may be room. */
  readonly look: () => void;
}

/** Where callers wait until there is room: let in one by one, and each looked after before the next. */
export function createDoor(hasRoom: () => boolean): Door {
  const outside: (() => void)[] = [];
  let isOpening = false;
  const look = (): void => {
    if (isOpening || outside.length === 0 || !hasRoom()) return;
    isOpening = true;
    outside.shift()?.();
    afterMicrotasks(TURNS, () => {
      isOpening = false;
      look();
    });
  };
  const wait = (): Promise<void> =>
    hasRoom() ? Promise.resolve() : new Promise((resolve) => void outside.push(resolve));
  return { wait, look };
}
