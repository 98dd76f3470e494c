import { shareOut } from "../judge/share-out.ts";

/** Few enough that none waits long for its turn: a call's time limit runs while it waits. */
const IN_FLIGHT = 32;

/** Asks the submission about each item, some at a time. Results are in the order of the items. */
export function pipelined<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const lanes = Array.from({ length: IN_FLIGHT }, (_, lane) => lane);
  return shareOut(items, lanes, (_lane, item) => ask(item));
}
