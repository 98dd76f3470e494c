import { CorruptionError, toFrame, type WalRecord } from "@wal-labs/checksum";
import {
  encodeFrame,
  frameSize,
  SEGMENT_HEADER_SIZE,
  viewOf,
  WalError,
  writeUint64,
} from "@wal-labs/core";
import { replay as replaySegment } from "@wal-labs/replay";
import { laidOut, type SoundBatch, soundBatch } from "./batches.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { AllOptions, BatchOutcome, SegmentHandler, SegmentPosition } from "./log-options.ts";
import { openSegments } from "./open-segments.ts";
import { retentionOf } from "./retention.ts";
import { SEAL_SIZE, SegmentFile } from "./segment-file.ts";
import { segmentName } from "./segment-name.ts";

const WATERMARK_OFFSET = 40;

export type LogMachine = Awaited<ReturnType<typeof startLog>>;

/** All of an open log: what it knows lies in the closures. */
export async function startLog(directory: string, options: AllOptions) {
  const { fs, segmentSize, preallocate, maxRecordSize } = options;
  const opened = await openSegments(directory, options);
  let state: "open" | "failed" | "closed" = "open";
  let { active, lastSequence } = opened;
  /** The last sequence that a successful sync has covered. */
  let synced = lastSequence;
  const { logId } = active.header;
  const none = { sequence: 0, highestFinished: 0, snapshot: new Uint8Array(0), logId };
  const place = { fs, directory, maxRecordSize };
  const retention = retentionOf(place, opened.segments, opened.checkpoint ?? none);

  const assertNotClosed = () => {
    if (state === "closed") throw new WalError("WAL_CLOSED", "The log is closed.");
  };
  const assertOpen = () => {
    assertNotClosed();
    if (state === "failed") throw new WalError("WAL_FAILED", "An earlier write or sync failed.");
  };
  /** O7: whoever meets the failure fails the log. */
  const orFail = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      if (state === "open") state = "failed";
      throw error;
    }
  };

  const syncActive = async () => {
    const written = lastSequence;
    await active.sync();
    synced = Math.max(synced, written);
  };

  const sealActive = async () => {
    await syncActive();
    if (!active.isSealed()) await active.seal(lastSequence + 1);
  };

  /** O3: the old segment is durable, seal and all, before the first byte of the next is written. */
  const beginNext = async () => {
    await sealActive();
    const old = active;
    const number = old.header.segmentNumber + 1;
    const firstSequence = lastSequence + 1;
    const fields = { segmentSizeLimit: segmentSize, segmentNumber: number, firstSequence, logId };
    active = await SegmentFile.create(fs, directory, fields, preallocate);
    retention.add({ name: segmentName(number), firstSequence });
    await old.close();
  };

  const sync = async () => {
    assertOpen();
    await orFail(syncActive());
  };

  const append = async (record: WalRecord): Promise<SegmentPosition> => {
    assertOpen();
    const sequence = lastSequence + 1;
    const stamped = { sequence, timestampMs: Date.now(), syncedWatermark: synced };
    const frame = toFrame(record, stamped);
    const size = frameSize(frame.key.length, frame.value.length);
    if (SEGMENT_HEADER_SIZE + size + SEAL_SIZE > segmentSize) {
      throw new WalError("WAL_TOO_LARGE", `${size} bytes fit in no segment of ${segmentSize}.`);
    }
    const bytes = encodeFrame(frame, maxRecordSize);
    if (!active.hasRoomFor(size)) {
      await orFail(beginNext());
      writeUint64(viewOf(bytes), WATERMARK_OFFSET, synced);
    }
    const position = { segment: segmentName(active.header.segmentNumber), sequence };
    const offset = active.end();
    await orFail(active.write([bytes]));
    lastSequence = sequence;
    if (options.sync === "always") await orFail(syncActive());
    return { ...position, offset, size };
  };

  /** Writes batches into the active segment, for which there is room. */
  const writeAll = async (batches: readonly SoundBatch[]) => {
    const frames = laidOut(batches, lastSequence, synced);
    if (frames.length === 0) return;
    await active.write(frames);
    lastSequence += frames.length;
  };

  const appendAll = async (
    batches: readonly (readonly WalRecord[])[],
    { durable = options.sync === "always" }: { readonly durable?: boolean },
  ): Promise<BatchOutcome[]> => {
    assertOpen();
    const looks = await Promise.allSettled(
      batches.map(async (records) => soundBatch(records, options)),
    );
    const waiting: SoundBatch[] = [];
    let size = 0;
    let sequence = lastSequence;
    const outcomes: BatchOutcome[] = [];
    for (const look of looks) {
      if (look.status === "rejected") {
        outcomes.push(look);
        continue;
      }
      if (look.value.size > 0 && !active.hasRoomFor(size + look.value.size)) {
        await orFail(writeAll(waiting.splice(0)).then(beginNext));
        size = 0;
      }
      const segment = segmentName(active.header.segmentNumber);
      let offset = active.end() + size;
      const positions = look.value.sizes.map((frame) => {
        sequence += 1;
        offset += frame;
        return { segment, sequence, offset: offset - frame, size: frame };
      });
      outcomes.push({ status: "fulfilled", value: positions });
      waiting.push(look.value);
      size += look.value.size;
    }
    await orFail(writeAll(waiting));
    if (durable && synced < lastSequence) await orFail(syncActive());
    return outcomes;
  };

  const rotate = async () => {
    assertOpen();
    if (active.header.firstSequence > lastSequence) await orFail(syncActive());
    else await orFail(beginNext());
  };

  const replay = async (handler: SegmentHandler, after: number) => {
    assertNotClosed();
    const isFailed = state === "failed";
    const segments = retention.behind(after);
    const [first] = segments;
    if (after > lastSequence) throw lost(lastSequence + 1, `the log ends before ${after}`);
    if (first && first.firstSequence > after + 1) {
      throw lost(after + 1, `the log begins with ${first.firstSequence}`);
    }
    for (const [index, { name, firstSequence }] of segments.entries()) {
      const next = segments[index + 1];
      await replaySegment(
        `${directory}/${name}`,
        (entry, position) => {
          // What a failed log was not promised may be in memory only, and no sync can tell.
          if (isFailed && position.sequence > synced) return;
          return handler(entry, { segment: name, ...position });
        },
        {
          fs,
          maxRecordSize,
          isLast: next === undefined,
          after: Math.max(after, firstSequence - 1),
          knownDurable: next ? next.firstSequence - 1 : synced,
        },
      );
    }
  };

  const setCheckpoint = async (changes: Partial<Omit<Checkpoint, "logId">>) => {
    assertOpen();
    const now = retention.checkpoint();
    const { sequence = now.sequence, highestFinished = now.highestFinished } = changes;
    const fits =
      Number.isSafeInteger(sequence) &&
      Number.isSafeInteger(highestFinished) &&
      sequence >= now.sequence &&
      sequence <= lastSequence &&
      highestFinished >= now.highestFinished;
    if (!fits) {
      const message = `${sequence} and ${highestFinished} make no checkpoint of this log.`;
      throw new WalError("WAL_INVALID_ARGUMENT", message);
    }
    const { snapshot } = changes;
    const copied = snapshot ? { snapshot: new Uint8Array(snapshot) } : {};
    if (sequence > synced) await orFail(syncActive());
    await retention.moveCheckpoint({ sequence, highestFinished, ...copied });
  };

  const clean = async () => {
    assertOpen();
    return retention.clean(options.archive);
  };

  const close = async () => {
    if (state === "closed") return;
    const wasOpen = state === "open";
    state = "closed";
    try {
      if (wasOpen) await sealActive();
    } catch (error) {
      await active.close().catch(() => undefined);
      throw error;
    } finally {
      await retention.idle();
    }
    await active.close();
  };

  return {
    lastSequence: () => lastSequence,
    segments: () => [...retention.segments()],
    checkpoint: () => retention.checkpoint(),
    ...{ append, appendAll, sync, rotate, replay, setCheckpoint, clean, close },
  };
}

function lost(sequence: number, message: string): CorruptionError {
  return new CorruptionError(sequence, SEGMENT_HEADER_SIZE, new Error(message));
}
