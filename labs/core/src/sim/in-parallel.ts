/**
 * Runs `body` over `items` with at most `limit` of them in flight, starting them in order, until
 * one says `"stop"`. Resolves when all that were started are done.
 */
export async function inParallel<Item>(
  limit: number,
  items: Iterator<Item>,
  body: (item: Item) => Promise<"stop" | undefined>,
): Promise<void> {
  let stopped = false;
  const work = async (): Promise<void> => {
    while (!stopped) {
      const next = items.next();
      if (next.done) return;
      if ((await body(next.value)) === "stop") stopped = true;
    }
  };
  await Promise.all(Array.from({ length: limit }, work));
}
