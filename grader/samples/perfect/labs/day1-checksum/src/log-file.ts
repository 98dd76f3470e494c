import {
  DEFAULT_MAX_RECORD_SIZE,
  directoryOf,
  encodeFrame,
  type FileHandle,
  type FileSystem,
  type Frame,
  LAST_OF_BATCH,
  nodeFs,
  SEAL_TYPE,
  syncDirectory,
  WalError,
} from "@wal-labs/core";
import { stamp } from "./checksum.ts";
import { type Contents, readFrame, scan } from "./frame-reader.ts";
import { io, writeFully } from "./handle-io.ts";
import { newHeader, readHeader } from "./header.ts";
import type { Entry, WalRecord } from "./record.ts";
import { fromFrame, toFrame } from "./record-frame.ts";

export interface LogFileOptions {
  readonly fs?: FileSystem;
  readonly sync?: "always" | "manual";
  readonly maxRecordSize?: number;
}

export interface Position {
  readonly sequence: number;
  readonly offset: number;
  readonly size: number;
}

type Session = ReturnType<typeof startSession>;

const empty = new Uint8Array(0);
const refusals = {
  closed: () => new WalError("WAL_CLOSED", "this log was closed"),
  failed: () => new WalError("WAL_FAILED", "the disk failed before; open the log again"),
};

/** All the state of an open log lives in this closure; the class only hands calls on. */
function startSession(
  handle: FileHandle,
  salt: number,
  found: Contents,
  mode: "always" | "manual",
  maxRecordSize: number,
) {
  let condition: "fine" | keyof typeof refusals = "fine";
  let { end, lastSequence: written, sealed } = found;
  let durable = written;

  const mustBeFine = () => {
    if (condition !== "fine") throw refusals[condition]();
  };
  /** One failure is enough: nothing is promised after it. */
  const risking = <T>(what: string, call: Promise<T>) =>
    io(what, call).catch((error) => {
      condition = "failed";
      throw error;
    });
  const stampNow = () => ({
    sequence: written + 1,
    timestampMs: Date.now(),
    syncedWatermark: durable,
  });
  const put = async (frame: Frame) => {
    const bytes = stamp(encodeFrame(frame, maxRecordSize), salt);
    const position = { sequence: frame.sequence, offset: end, size: bytes.length };
    sealed = false;
    await risking("appending", writeFully(handle, bytes));
    end += bytes.length;
    return position;
  };
  const sync = async () => {
    mustBeFine();
    const upTo = written;
    await risking("syncing", handle.datasync());
    durable = upTo;
  };
  const seal = async () => {
    if (durable !== written) await sync();
    const place = { type: SEAL_TYPE, flags: LAST_OF_BATCH, transactionId: 0 };
    await put({ ...place, ...stampNow(), key: empty, value: empty });
    await sync();
    sealed = true;
  };

  return {
    last: () => written,
    sync,
    async append(record: WalRecord): Promise<Position> {
      mustBeFine();
      const position = await put(toFrame(record, stampNow()));
      written = position.sequence;
      if (mode === "always") await sync();
      return position;
    },
    async read({ sequence, offset }: Position): Promise<Entry> {
      if (condition === "closed") throw refusals.closed();
      const isInside = Number.isSafeInteger(offset) && offset >= 64 && offset < end;
      if (!isInside) throw new WalError("WAL_INVALID_ARGUMENT", `${offset} is not in this log`);
      const { frame } = await readFrame(handle, offset, { sequence, salt, maxRecordSize });
      return fromFrame(frame);
    },
    async close(): Promise<void> {
      if (condition === "closed") return;
      const sealing = condition === "fine" && !sealed ? seal() : Promise.resolve();
      await sealing.finally(async () => {
        condition = "closed";
        await io("closing", handle.close());
      });
    },
  };
}

export class LogFile {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  static async open(path: string, options: LogFileOptions = {}): Promise<LogFile> {
    const fs = options.fs ?? nodeFs;
    const maxRecordSize = options.maxRecordSize ?? DEFAULT_MAX_RECORD_SIZE;
    const handle = await io("opening", fs.open(path, "a+"));
    const prepare = async () => {
      const { size } = await io("looking at the size", handle.stat());
      if (size === 0) await io("writing the header", writeFully(handle, newHeader()));
      const { salt } = await readHeader(handle);
      const found = await scan(handle, { salt, maxRecordSize });
      await io("syncing", handle.sync());
      await io("syncing the directory", syncDirectory(fs, directoryOf(path)));
      return startSession(handle, salt, found, options.sync ?? "always", maxRecordSize);
    };
    const session = await prepare().catch(async (error) => {
      await handle.close().catch(() => {});
      throw error;
    });
    return new LogFile(session);
  }

  static async remove(path: string, options: { fs?: FileSystem } = {}): Promise<void> {
    const fs = options.fs ?? nodeFs;
    await io("removing", fs.unlink(path));
    await io("syncing the directory", syncDirectory(fs, directoryOf(path)));
  }

  get lastSequence(): number {
    return this.#session.last();
  }

  append(record: WalRecord): Promise<Position> {
    return this.#session.append(record);
  }

  write(key: Uint8Array, value: Uint8Array | null): Promise<Position> {
    return this.append(value ? { type: "put", key, value } : { type: "delete", key });
  }

  read(position: Position): Promise<Entry> {
    return this.#session.read(position);
  }

  sync(): Promise<void> {
    return this.#session.sync();
  }

  close(): Promise<void> {
    return this.#session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
