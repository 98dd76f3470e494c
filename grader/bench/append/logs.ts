import { open } from "node:fs/promises";
import { join } from "node:path";
import { GroupCommitLog } from "@wal-labs/solution-batching";
import { ConcurrentLog } from "@wal-labs/solution-concurrency";
import type { Contestant } from "./contestant.ts";
import { groupByHand } from "./group-by-hand.ts";

/** The log of day 5. */
export const grouped: Contestant = {
  name: "group commit",
  blocksLoop: false,
  open: (directory, segmentSize) =>
    GroupCommitLog.open(directory, { segmentSize, preallocate: true }),
};

/** The log of day 4: a write and a sync for each record. */
export const unbatched: Contestant = {
  name: "without batches",
  blocksLoop: false,
  open: (directory, segmentSize) =>
    ConcurrentLog.open(directory, { segmentSize, preallocate: true }),
};

/** What everyone writes first: the record's bytes at the end of a file, and a sync. */
export const naive: Contestant = {
  name: "write + fdatasync",
  blocksLoop: false,
  async open(directory) {
    const file = await open(join(directory, "naive"), "a");
    const append = groupByHand(async (records) => {
      for (const { key, value } of records) {
        await file.writev([key, value]);
        await file.datasync();
      }
    }, 1);
    return { append, close: () => file.close() };
  },
};
