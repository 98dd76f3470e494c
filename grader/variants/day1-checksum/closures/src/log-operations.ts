import {
  encodeFrame,
  type FileHandle,
  type Frame,
  LAST_OF_BATCH,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  WalError,
} from "@wal-labs/core";
import { stamp } from "./checksum.ts";
import { CorruptionError } from "./errors.ts";
import { type Contents, readFrame } from "./frame-reader.ts";
import { io, writeFully } from "./handle-io.ts";
import type { Entry, Stamp, WalRecord } from "./record.ts";
import { fromFrame, toFrame } from "./record-frame.ts";

/** Where a record lies. */
interface Place {
  readonly sequence: number;
  readonly offset: number;
  readonly size: number;
}

/** What can be done with an open log. Each is as the method of `LogFile` with its name. */
export interface LogOperations {
  lastSequence(): number;
  append(record: WalRecord): Promise<Place>;
  read(place: Pick<Place, "sequence" | "offset">): Promise<Entry>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What stays the same while a log is open. */
export interface LogSettings {
  readonly salt: number;
  readonly maxRecordSize: number;
  readonly sync: "always" | "manual";
}

/** The operations of a log whose file is open, verified and durable up to `contents.end`. */
export function operationsOf(
  handle: FileHandle,
  contents: Contents,
  settings: LogSettings,
): LogOperations {
  let { end, lastSequence, sealed } = contents;
  let syncedSequence = lastSequence;
  let state: "open" | "failed" | "closed" = "open";

  function assertNotClosed(): void {
    if (state === "closed") throw new WalError("WAL_CLOSED", "The log is closed.");
  }

  function assertOpen(): void {
    assertNotClosed();
    if (state === "failed") {
      throw new WalError("WAL_FAILED", "An earlier write or sync of the log failed.");
    }
  }

  async function orFail(action: string, call: Promise<void>): Promise<void> {
    try {
      await io(action, call);
    } catch (error) {
      if (state === "open") state = "failed";
      throw error;
    }
  }

  async function makeDurable(): Promise<void> {
    const covered = lastSequence;
    await orFail("sync the log", handle.datasync());
    syncedSequence = covered;
  }

  /** Both records and seals are written by this, and by nothing else. */
  async function write(frame: Frame): Promise<{ offset: number; size: number }> {
    const bytes = stamp(encodeFrame(frame, settings.maxRecordSize), settings.salt);
    await orFail("write to the log", writeFully(handle, bytes));
    const offset = end;
    end += bytes.length;
    sealed = frame.type === SEAL_TYPE;
    return { offset, size: bytes.length };
  }

  const nextStamp = (): Stamp => ({
    sequence: lastSequence + 1,
    timestampMs: Date.now(),
    syncedWatermark: syncedSequence,
  });

  async function append(record: WalRecord): Promise<Place> {
    assertOpen();
    const frame = toFrame(record, nextStamp());
    const { sequence } = frame;
    const place = await write(frame);
    lastSequence = sequence;
    if (settings.sync === "always") await makeDurable();
    return { sequence, ...place };
  }

  async function read({ sequence, offset }: Pick<Place, "sequence" | "offset">): Promise<Entry> {
    assertNotClosed();
    if (!(offset >= SEGMENT_HEADER_SIZE && offset < end && offset % 8 === 0)) {
      throw new WalError("WAL_INVALID_ARGUMENT", `No frame can start at offset ${offset}.`);
    }
    const { frame } = await readFrame(handle, offset, { sequence, ...settings });
    try {
      return fromFrame(frame);
    } catch (error) {
      throw new CorruptionError(sequence, offset, error as WalError);
    }
  }

  async function sync(): Promise<void> {
    assertOpen();
    await makeDurable();
  }

  async function seal(): Promise<void> {
    if (syncedSequence < lastSequence) await makeDurable();
    if (sealed) return;
    const empty = new Uint8Array(0);
    const content = { transactionId: 0, key: empty, value: empty };
    await write({ type: SEAL_TYPE, flags: LAST_OF_BATCH, ...nextStamp(), ...content });
    await makeDurable();
  }

  async function close(): Promise<void> {
    if (state === "closed") return;
    const sound = state === "open";
    state = "closed";
    try {
      if (sound) await seal();
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
    await io("close the log", handle.close());
  }

  return { lastSequence: () => lastSequence, append, read, sync, close };
}
