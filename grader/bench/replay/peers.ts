import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type OrMissing, orMissing } from "../peer-package.ts";
import { eachRecord, inPortions, type Records } from "./records.ts";

/** Something else that keeps records and hands them back, one by one and in order. */
export interface Peer {
  readonly name: string;
  /** Stores the records under `path`, where nothing is yet. */
  fill(path: string, records: Records): Promise<void>;
  /** Reads them all, each as an object with a key and a value, and gives how many there are. */
  readAll(path: string): Promise<number>;
}

const BATCH = 10_000;

/** Everything that a replay is compared with, each in the fastest way that it documents. */
export function peers(): readonly OrMissing<Peer>[] {
  return [
    jsonLines,
    orMissing("lmdb", lmdbPeer),
    orMissing("classic-level", levelPeer),
    orMissing("better-sqlite3", sqlitePeer),
  ];
}

const jsonLines: Peer = {
  name: "JSON lines",
  async fill(path, records) {
    await using file = await open(path, "wx");
    await inPortions(linesOf(records), (portion) => file.write(portion));
  },
  async readAll(path) {
    let count = 0;
    for await (const line of createInterface({ input: createReadStream(path) })) {
      if (JSON.parse(line).key) count += 1;
    }
    return count;
  },
};

function* linesOf(records: Records): Generator<Uint8Array> {
  for (const { key, value } of eachRecord(records)) {
    yield Buffer.from(`${JSON.stringify({ key: `${key}`, value: `${value}` })}\n`);
  }
}

/** The part of lmdb that is used here. */
interface Lmdb {
  open(options: object): {
    put(key: Uint8Array, value: Uint8Array): Promise<boolean>;
    transaction(body: () => void): Promise<void>;
    getRange(): Iterable<{ key: Uint8Array; value: Uint8Array }>;
    close(): Promise<void>;
  };
}

function lmdbPeer(lmdb: Lmdb): Peer {
  const encodings = { encoding: "binary", keyEncoding: "binary" };
  return {
    name: "lmdb",
    async fill(path, records) {
      const store = lmdb.open({ path, ...encodings });
      for (const batch of batchesOf(records)) {
        await store.transaction(() => {
          for (const { key, value } of batch) void store.put(key, value);
        });
      }
      await store.close();
    },
    async readAll(path) {
      const store = lmdb.open({ path, ...encodings, readOnly: true });
      let count = 0;
      for (const { value } of store.getRange()) if (value) count += 1;
      await store.close();
      return count;
    },
  };
}

/** The part of classic-level that is used here. */
interface ClassicLevel {
  readonly ClassicLevel: new (
    path: string,
    options: object,
  ) => {
    batch(operations: readonly object[]): Promise<void>;
    iterator(options: object): { nextv(size: number): Promise<[Buffer, Buffer][]> };
    close(): Promise<void>;
  };
}

function levelPeer({ ClassicLevel }: ClassicLevel): Peer {
  const encodings = { keyEncoding: "buffer", valueEncoding: "buffer" };
  return {
    name: "classic-level",
    async fill(path, records) {
      const store = new ClassicLevel(path, encodings);
      for (const batch of batchesOf(records)) {
        await store.batch(batch.map((record) => ({ type: "put", ...record })));
      }
      await store.close();
    },
    async readAll(path) {
      const store = new ClassicLevel(path, encodings);
      const entries = store.iterator({ highWaterMarkBytes: 1024 * 1024 });
      let count = 0;
      for (let found = await entries.nextv(1000); found.length > 0; ) {
        for (const [, value] of found) if (value) count += 1;
        found = await entries.nextv(1000);
      }
      await store.close();
      return count;
    },
  };
}

/** The part of better-sqlite3 that is used here. */
type BetterSqlite3 = new (
  path: string,
) => {
  exec(sql: string): void;
  transaction<Item>(body: (item: Item) => void): (item: Item) => void;
  prepare(sql: string): {
    run(key: Uint8Array, value: Uint8Array): void;
    raw(): { iterate(): Iterable<[Buffer, Buffer]> };
  };
  close(): void;
};

function sqlitePeer(Database: BetterSqlite3): Peer {
  return {
    name: "better-sqlite3",
    async fill(path, records) {
      const database = new Database(path);
      database.exec("PRAGMA journal_mode = WAL; CREATE TABLE log (key BLOB, value BLOB)");
      const insert = database.prepare("INSERT INTO log VALUES (?, ?)");
      const insertAll = database.transaction((batch: Batch) => {
        for (const { key, value } of batch) insert.run(key, value);
      });
      for (const batch of batchesOf(records)) insertAll(batch);
      database.close();
    },
    async readAll(path) {
      const database = new Database(path);
      const select = database.prepare("SELECT key, value FROM log ORDER BY rowid").raw();
      let count = 0;
      for (const [, value] of select.iterate()) if (value) count += 1;
      database.close();
      return count;
    },
  };
}

type Batch = readonly { readonly key: Buffer; readonly value: Buffer }[];

function* batchesOf(records: Records): Generator<Batch> {
  let batch: { key: Buffer; value: Buffer }[] = [];
  for (const { key, value } of eachRecord(records)) {
    batch.push({ key: Buffer.from(key), value: Buffer.from(value) });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
