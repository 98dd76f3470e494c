import type { PutRecord } from "./contestant.ts";

interface Waiting {
  readonly record: PutRecord;
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * What a program does that groups by hand: whoever comes while a commit is under way waits for the
 * next, which takes at most `most` at a time. Each commit begins in a turn of the event loop of its
 * own, so that even one that blocks leaves others some room.
 *
 * @param commit makes the records durable.
 */
export function groupByHand(
  commit: (records: readonly PutRecord[]) => unknown,
  most = Number.POSITIVE_INFINITY,
): (record: PutRecord) => Promise<void> {
  const waiting: Waiting[] = [];
  const commitNext = async (): Promise<void> => {
    const batch = waiting.splice(0, most);
    try {
      await commit(batch.map(({ record }) => record));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    // Those who were woken append first: else they would miss this commit, and wait for the one after.
    setImmediate(() => {
      if (waiting.length > 0) void commitNext();
      else isIdle = true;
    });
  };
  let isIdle = true;
  return (record) =>
    new Promise((resolve, reject) => {
      waiting.push({ record, resolve, reject });
      if (!isIdle) return;
      isIdle = false;
      setImmediate(() => void commitNext());
    });
}
