import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { codeOf } from "../code-of.ts";
import { segmentsOn } from "../day3/segments.ts";
import { check, duringSyncs, opened, roomFor } from "./check.ts";
import { bytesOf, commitOf, storeOn, valuesIn } from "./stores.ts";

/** Room for the records of two small transactions. */
const SMALL = { segmentSize: 480 };

describe("Exercise 4.8: the store's snapshot", () => {
  check(
    "4.8-starts-from-a-snapshot",
    {
      points: 2,
      rationale: "What was removed a thousand times is still a thousand records in the log.",
      hints: [
        "All committed values as puts, in the checkpoint, with the sequence that they have come to.",
        "Then `clean`. At `open`: the snapshot's records first, then those after the checkpoint.",
      ],
      needs: ["4.8-durable", "4.6-records-as-bytes", "4.7-opens"],
    },
    async ({ student, restart, random }) => {
      let disk = new SimDisk();
      let store = await storeOn(student, disk, SMALL);
      for (let round = 0; round < 2; round++) {
        for (let index = 0; index < 5; index++) {
          await commitOf(store, {
            [`key ${index}`]: `${random.below(1e6)}`,
            [`only ${index}`]: "x",
          });
        }
        const remover = await store.begin();
        for (const key of ["key 1", "key 3", "only 0"]) await remover.remove(bytesOf(key));
        await remover.commit();
        const before = segmentsOn(disk).length;
        await store.snapshot();
        expect(segmentsOn(disk).length, `segments, of ${before}`).toBeLessThan(before);
        const second = await store.begin();
        await second.remove(bytesOf("key 2"));
        await second.put(bytesOf("empty"), new Uint8Array(0));
        await second.commit();
        const values = await valuesIn(store);
        disk = disk.crash({ kind: "power", fates: "old" });
        store = await storeOn(await restart(), disk, SMALL);
        expect(await valuesIn(store), "the values after a restart").toEqual(values);
      }
    },
  );

  check(
    "4.8-ids-outlive-a-snapshot",
    {
      points: 1,
      rationale:
        "The checkpoint says that all transactions up to an id are finished. A new one below it is rubbish to the cleaner.",
      hints: [
        "The log behind a snapshot may be empty. The next id is still one more than the last.",
        "`highestFinished` of the checkpoint, or the buffer's `highestId`: the larger one.",
      ],
      needs: ["4.8-starts-from-a-snapshot"],
    },
    async ({ student, restart }) => {
      const disk = new SimDisk();
      const store = await storeOn(student, disk, SMALL);
      for (let index = 0; index < 4; index++) await commitOf(store, { [`old ${index}`]: "1" });
      await store.snapshot();
      const restarted = await restart();
      const killed = disk.crash({ kind: "process" });
      const log = await opened(restarted, killed, SMALL);
      const again = await restarted.TransactionStore.open(log);
      await log.rotate();
      expect(await commitOf(again, { new: "2" })).toBeUndefined();
      await log.rotate();
      await log.clean();
      const values = await valuesIn(again);
      const off = killed.crash({ kind: "power", fates: "old" });
      expect(await valuesIn(await storeOn(await restart(), off, SMALL))).toEqual(values);
    },
  );

  check(
    "4.8-snapshot-beside-commits",
    {
      points: 2,
      invariant: "O5",
      rationale: "A snapshot that says more than it holds loses the commit between the two.",
      hints: [
        "Values and sequence belong together: both as of the last commit that has taken effect.",
        "A commit on its way to the log is not in the values. The log's last sequence may be its.",
      ],
      needs: ["4.8-starts-from-a-snapshot", "4.8-whole-or-not-at-all"],
    },
    async ({ student, crashes }) => {
      await crashes({
        kinds: ["power"],
        randomStates: 0,
        workload: async (disk, journal) => {
          const store = await storeOn(student, disk, SMALL);
          const commit = async (key: string, value: string): Promise<void> => {
            expect(await commitOf(store, { [key]: value, [`${key}'`]: value })).toBeUndefined();
            journal.acknowledge(`${key} = ${value}`);
          };
          await commit("a", "1");
          let take: (() => void) | undefined;
          duringSyncs(disk, async () => {
            take?.();
            take = undefined;
            await store.get(bytesOf("a"));
          });
          // In the middle of a sync: what is on its way to the log has no effect yet.
          const snapshot = (): Promise<void> =>
            new Promise((resolve, reject) => {
              take = () => void store.snapshot().then(resolve, reject);
            });
          await Promise.all([snapshot(), commit("b", "1"), commit("c", "1")]);
          await Promise.all([snapshot(), commit("a", "2"), commit("d", "1")]);
        },
        recover: async (restarted, disk, journal) => {
          const store = await storeOn(restarted, disk, SMALL);
          const values = await valuesIn(store);
          for (const label of journal.acknowledged) {
            const [key = "", value = ""] = label.split(" = ");
            const found = values[key] ?? "nothing";
            expect(found >= value && found !== "nothing", `${label}; found ${found}`).toBe(true);
          }
          for (const key of ["a", "b", "c", "d"]) expect(values[`${key}'`]).toBe(values[key]);
          return `the values ${JSON.stringify(values)}`;
        },
      });
    },
  );

  check(
    "4.8-store-refuses-snapshots",
    {
      points: 1,
      rationale: "Bytes that are something else must not look like an empty store.",
      hints: [
        "`decodeRecords` says what is no snapshot: `WAL_CORRUPTED`. Let it reach the caller.",
      ],
      needs: ["4.6-no-records", "4.7-opens"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const log = await opened(student, disk, roomFor(4));
      await log.append({ type: "commit", transactionId: 1 });
      await log.setCheckpoint({ sequence: 1, snapshot: random.bytes(50).fill(0, 0, 8) });
      await log.close();
      expect(await codeOf(storeOn(await restart(), disk))).toBe("WAL_CORRUPTED");
    },
  );
});
