import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { frameSize, nodeFs, SYNCED_WRITES } from "@wal-labs/core";
import { GroupCommitLog } from "@wal-labs/solution-batching";
import { ConcurrentLog } from "@wal-labs/solution-concurrency";
import type { Contestant } from "./contestant.ts";
import { groupByHand } from "./group-by-hand.ts";

const FILE_SIZE = 16 * 1024 * 1024;

/** The log of day 5. */
export const grouped: Contestant = {
  name: "group commit",
  blocksLoop: false,
  open: (directory, segmentSize) =>
    GroupCommitLog.open(directory, { segmentSize, preallocate: "ahead" }),
};

/** The log of day 4: a write and a sync for each record. */
export const unbatched: Contestant = {
  name: "without batches",
  blocksLoop: false,
  open: (directory, segmentSize) =>
    ConcurrentLog.open(directory, { segmentSize, preallocate: true }),
};

/**
 * The least that leaves the event loop free: one asynchronous write for each batch, of bytes made
 * beforehand, over blocks that were written before. No log, no peer, and nothing encoded.
 */
export const writeAlone: Contestant = {
  name: "one asynchronous write",
  blocksLoop: false,
  async open(directory) {
    const path = join(directory, "alone");
    await writeFile(path, new Uint8Array(FILE_SIZE), { flush: true });
    const file = await nodeFs.open(path, SYNCED_WRITES ? "rs+" : "r+");
    let offset = 0;
    const append = groupByHand(async (records) => {
      const size = records.reduce(
        (sum, { key, value }) => sum + frameSize(key.length, value.length),
        0,
      );
      if (offset + size > FILE_SIZE) offset = 0;
      await file.write(new Uint8Array(size), 0, size, offset);
      if (!SYNCED_WRITES) await file.datasync();
      offset += size;
    });
    return { append, close: () => file.close() };
  },
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
