import { join } from "node:path";
import { type OrMissing, orMissing } from "../peer-package.ts";
import type { Contestant, PutRecord } from "./contestant.ts";
import { groupByHand } from "./group-by-hand.ts";

/**
 * Other people's storage, set so that it keeps the same promise: what has resolved survives a power
 * failure.
 */
export function peers(): readonly OrMissing<Contestant>[] {
  return [
    orMissing("better-sqlite3", (database: BetterSqlite3) => sqlite(database, "one each")),
    orMissing("better-sqlite3", (database: BetterSqlite3) => sqlite(database, "grouped by hand")),
    orMissing("lmdb", lmdbPeer),
    orMissing("classic-level", (level: ClassicLevel) => levelOneEach(level)),
    orMissing("classic-level", (level: ClassicLevel) => levelGrouped(level)),
  ];
}

/** The part of better-sqlite3 that is used here. */
type BetterSqlite3 = new (
  path: string,
) => {
  exec(sql: string): void;
  transaction<Item>(body: (item: Item) => void): (item: Item) => void;
  prepare(sql: string): { run(key: Uint8Array, value: Uint8Array): void };
  close(): void;
};

function sqlite(Database: BetterSqlite3, how: "one each" | "grouped by hand"): Contestant {
  return {
    name: `better-sqlite3, ${how}`,
    blocksLoop: true,
    async open(directory) {
      const database = new Database(join(directory, "log"));
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
      database.exec("CREATE TABLE log (key BLOB, value BLOB)");
      const insert = database.prepare("INSERT INTO log VALUES (?, ?)");
      const insertAll = database.transaction((records: readonly PutRecord[]) => {
        for (const { key, value } of records) insert.run(key, value);
      });
      const append = groupByHand(insertAll, how === "one each" ? 1 : undefined);
      return { append, close: async () => database.close() };
    },
  };
}

/** The part of lmdb that is used here. */
interface Lmdb {
  open(options: object): {
    put(
      key: Uint8Array,
      value: Uint8Array,
    ): Promise<boolean> & { readonly flushed: Promise<unknown> };
    close(): Promise<void>;
  };
}

/** It groups by itself. The promise of a `put` is that of the commit, which comes before the sync. */
function lmdbPeer(lmdb: Lmdb): Contestant {
  const options = { encoding: "binary", keyEncoding: "binary", separateFlushed: true };
  return {
    name: "lmdb",
    blocksLoop: false,
    async open(directory) {
      const store = lmdb.open({ path: join(directory, "log"), ...options });
      return {
        append: ({ key, value }) => store.put(key, value).flushed,
        close: () => store.close(),
      };
    },
  };
}

/** The part of classic-level that is used here. */
interface ClassicLevel {
  readonly ClassicLevel: new (path: string, options: object) => LevelStore;
}

interface LevelStore {
  open(): Promise<void>;
  put(key: Uint8Array, value: Uint8Array, options: object): Promise<void>;
  batch(operations: readonly object[], options: object): Promise<void>;
  close(): Promise<void>;
}

function levelOneEach(level: ClassicLevel): Contestant {
  return {
    name: "classic-level, one each",
    blocksLoop: false,
    async open(directory) {
      const store = await openLevel(level, directory);
      return {
        append: ({ key, value }) => store.put(key, value, { sync: true }),
        close: () => store.close(),
      };
    },
  };
}

function levelGrouped(level: ClassicLevel): Contestant {
  return {
    name: "classic-level, grouped by hand",
    blocksLoop: false,
    async open(directory) {
      const store = await openLevel(level, directory);
      const append = groupByHand((records) => store.batch(records, { sync: true }));
      return { append, close: () => store.close() };
    },
  };
}

async function openLevel({ ClassicLevel }: ClassicLevel, directory: string): Promise<LevelStore> {
  const encodings = { keyEncoding: "buffer", valueEncoding: "buffer" };
  const store = new ClassicLevel(join(directory, "log"), encodings);
  await store.open();
  return store;
}
