import type { WalRecord } from "@wal-labs/checksum";
import { type Frame, WalError } from "@wal-labs/core";
import { type Handler, replay } from "@wal-labs/replay";
import { framesOf, sizeOf } from "./batch-frames.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { FrameBuffer } from "./frame-buffer.ts";
import {
  type AllOptions,
  type BatchOutcome,
  type SegmentedLogOptions,
  type SegmentHandler,
  type SegmentPosition,
  withDefaults,
} from "./log-options.ts";
import { NextSegment } from "./next-segment.ts";
import { type OpenedSegments, openSegments, type SegmentInfo } from "./open-segments.ts";
import { Retention } from "./retention.ts";
import { SegmentFile } from "./segment-file.ts";
import { segmentName } from "./segment-name.ts";

/**
 * A log in a directory: segments one after the other, of which the last is appended to.
 *
 * It is *open* until `close`, or until a write, a sync or a rotation fails; then it is *failed* and
 * acknowledges nothing more (O7). A failed log can still be replayed, and closed. Await each call
 * before the next, but for {@link clean}: day 4 lifts that limit.
 */
export class SegmentedLog {
  readonly #directory: string;
  readonly #options: AllOptions;
  readonly #retention: Retention;
  #active: SegmentFile;
  #next: NextSegment | undefined;
  #state: "open" | "failed" | "closed" = "open";
  #lastSequence: number;
  /** O1: at most `#lastSequence`, and raised by a sync that succeeded, never by a write. */
  #syncedSequence: number;
  /** What an append has not written yet: empty between two calls. */
  readonly #buffer = new FrameBuffer();

  private constructor(directory: string, options: AllOptions, opened: OpenedSegments) {
    const { segments, active, lastSequence, checkpoint } = opened;
    const { logId } = active.header;
    const nothing = { sequence: 0, highestFinished: 0, snapshot: new Uint8Array(0), logId };
    this.#directory = directory;
    this.#options = options;
    this.#retention = new Retention(options.fs, directory, segments, checkpoint ?? nothing);
    this.#active = active;
    this.#lastSequence = lastSequence;
    this.#syncedSequence = lastSequence;
    this.#prepareNext();
  }

  /**
   * Opens the log in `directory`, or creates both; the directory's own directory must exist. What a
   * crash has torn is repaired, what it has left over is removed, and all the log holds is durable
   * when this resolves (O2, O6, O9).
   *
   * @throws a `CorruptionError` when segments or records are missing or damaged that were durable; a
   * `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version; `WAL_IO` when the
   * file system fails; `WAL_INVALID_ARGUMENT` when no record fits in a segment of this size. A log
   * that is refused keeps every byte.
   * @exercise 3.5
   */
  static async open(directory: string, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
    const all = withDefaults(options);
    return new SegmentedLog(directory, all, await openSegments(directory, all));
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   *
   * @exercise 3.5
   */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /**
   * Its segments, oldest first. Safe in any state.
   *
   * @exercise 3.5
   */
  get segments(): readonly SegmentInfo[] {
    return [...this.#retention.segments];
  }

  /**
   * Up to where the log is not needed any more. Safe in any state.
   *
   * @exercise 3.7
   */
  get checkpoint(): Checkpoint {
    return this.#retention.checkpoint;
  }

  /**
   * Appends a record and resolves with its position: durable under `sync: "always"`, else it may be
   * lost in a crash until `sync` resolves. Rotates first when the segment has no room for it: a record
   * never lies in two segments.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` or `WAL_TOO_LARGE` when the record cannot be logged, or
   * does not fit in a segment (the log stays open); `WAL_IO` when the file system fails (the log has
   * failed, and the record may or may not be there after a restart); `WAL_CLOSED` or `WAL_FAILED`.
   * @exercise 3.6
   */
  async append(record: WalRecord): Promise<SegmentPosition> {
    const [outcome] = await this.appendAll([[record]]);
    if (outcome?.status !== "fulfilled") throw outcome?.reason;
    return outcome.value[0] as SegmentPosition;
  }

  /**
   * Appends batches, in order, with one write and one sync for all that fits in the segment. Of each
   * batch, a crash leaves all records or none; of the batches, those up to some moment. Resolves with
   * what became of each: its positions, or why nothing of it was written. As {@link append} in all
   * else. An empty batch is fulfilled, and writes nothing.
   *
   * @param options `durable`: whether they are durable when it resolves: as `sync` says, unless told otherwise.
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed, and each of the
   * batches may or may not be there after a restart; `WAL_CLOSED` or `WAL_FAILED`. A batch that cannot
   * be logged, or does not fit in a segment, rejects alone.
   * @exercise 3.10
   */
  async appendAll(
    batches: readonly (readonly WalRecord[])[],
    options: { readonly durable?: boolean } = {},
  ): Promise<BatchOutcome[]> {
    this.#assertOpen();
    const { durable = this.#options.sync === "always" } = options;
    const outcomes: BatchOutcome[] = [];
    const timestampMs = Date.now();
    for (const records of batches) {
      try {
        let frames = this.#framesOf(records, timestampMs);
        const size = this.#buffer.size + sizeOf(frames);
        // An empty batch begins no segment, even where a full one ends with a seal.
        if (frames.length > 0 && !this.#active.hasRoomFor(size)) {
          await this.#beginNext();
          // Rotation has synced: the watermark has moved, and with it the frames.
          frames = this.#framesOf(records, timestampMs);
        }
        outcomes.push({ status: "fulfilled", value: frames.map((frame) => this.#add(frame)) });
      } catch (reason) {
        if (this.#state !== "open") throw reason;
        outcomes.push({ status: "rejected", reason });
      }
    }
    await this.#write(durable);
    if (durable && this.#syncedSequence < this.#lastSequence) await this.sync(); // O1.
    return outcomes;
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_CLOSED` or
   * `WAL_FAILED` in those states.
   * @exercise 3.6
   */
  async sync(): Promise<void> {
    this.#assertOpen();
    const written = this.#lastSequence;
    await this.#orFail(this.#active.sync());
    this.#syncedSequence = written;
  }

  /**
   * Seals the last segment and begins the next one, unless the last one has no record yet. When this
   * resolves, every record so far is durable, and so is the new segment under its name (O2, O3).
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_CLOSED` or
   * `WAL_FAILED` in those states.
   * @exercise 3.6
   */
  async rotate(): Promise<void> {
    this.#assertOpen();
    if (this.#active.header.firstSequence > this.#lastSequence) return;
    await this.#beginNext();
  }

  /**
   * Hands over each record after `after`, in order, segment by segment. A failed log gives what its
   * files hold.
   *
   * @throws as day 2's `replay` does; a `CorruptionError` when records after `after` have been
   * removed; `WAL_CLOSED` after `close`.
   * @exercise 3.5
   */
  async replay(handler: SegmentHandler, { after = 0 }: { after?: number } = {}): Promise<void> {
    if (this.#state === "closed") throw closed();
    const { fs, maxRecordSize } = this.#options;
    let reached = after;
    for (const { name: segment } of this.#retention.after(after)) {
      const path = `${this.#directory}/${segment}`;
      const take: Handler = (entry, position) => handler(entry, { segment, ...position });
      const { lastSequence } = await replay(path, take, { fs, maxRecordSize, after: reached });
      reached = Math.max(reached, lastSequence);
    }
  }

  /**
   * Says up to where the log is not needed any more. What is not given stays as it was; the snapshot
   * is copied. Durable when it resolves (O4); removes nothing: see {@link clean}.
   *
   * A transaction that has begun by `sequence` and not finished needs its records still: choose a
   * sequence before it.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when a number is beyond the last record, or goes back
   * before an earlier checkpoint, or what a cleaning has made of it; `WAL_TOO_LARGE` when the snapshot
   * is over 1 GiB; `WAL_IO` when the file system fails (the old checkpoint may stay);
   * `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 3.7
   */
  async setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    this.#assertOpen();
    const old = this.#retention.checkpoint;
    const checkpoint = { ...old, ...changes };
    // The caller's bytes are the caller's again; the cleaner may write the snapshot once more.
    const snapshot = checkpoint.snapshot.slice();
    const goesBack =
      checkpoint.sequence < old.sequence || checkpoint.highestFinished < old.highestFinished;
    if (goesBack || checkpoint.sequence > this.#lastSequence) {
      const message = `A checkpoint at ${checkpoint.sequence} goes back, or beyond the log.`;
      throw new WalError("WAL_INVALID_ARGUMENT", message);
    }
    // A snapshot must never hold what the log may still lose.
    if (this.#syncedSequence < checkpoint.sequence) await this.sync();
    await this.#retention.moveCheckpoint({ ...changes, snapshot });
  }

  /**
   * Removes the segments that the checkpoint makes obsolete, oldest first (O5), and resolves with
   * their names. A segment is obsolete when all its records are at or below the checkpoint's sequence,
   * or all belong to transactions at or below its highest finished one; then the checkpoint's sequence
   * is first moved to its end. The last segment stays.
   * May be called while other calls are under way; a second call waits for the first.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The log stays open: no record that is
   * needed is touched. But when a removal could not be made durable, no segment is removed any more
   * until the log is reopened: `WAL_FAILED`. `WAL_CLOSED` or `WAL_FAILED` in those states.
   * @exercise 3.8
   */
  async clean(): Promise<string[]> {
    this.#assertOpen();
    return this.#retention.clean(this.#options.archive);
  }

  /**
   * Makes everything durable, seals the last segment and closes its file. A second close does nothing;
   * a failed log is closed without a seal. Does not wait for a {@link clean} under way, which may
   * still remove what nobody needs.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   * @exercise 3.6
   */
  async close(): Promise<void> {
    if (this.#state === "closed") return;
    await this.#next?.discard();
    try {
      if (this.#state === "open") await this.#seal();
    } catch (error) {
      this.#state = "closed";
      await this.#active.close().catch(() => undefined);
      throw error;
    }
    this.#state = "closed";
    await this.#active.close();
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   *
   * @exercise 3.6
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** O3: when this is done, nothing of the segment can be lost any more. */
  async #seal(): Promise<void> {
    if (this.#active.isSealed) return;
    // Synced first, so that the seal's watermark vouches for every record before it.
    if (this.#syncedSequence < this.#lastSequence) await this.sync();
    await this.#orFail(this.#active.seal(this.#lastSequence + 1));
  }

  /** Rotates, even where there is no record yet: seals alone may have filled a small segment. */
  async #beginNext(): Promise<void> {
    await this.#write();
    await this.#seal();
    await this.#orFail(this.#begin(this.#active.header.segmentNumber + 1));
  }

  async #begin(number: number): Promise<void> {
    const { fs, segmentSize, preallocate, durableWrites } = this.#options;
    const { logId } = this.#active.header;
    const firstSequence = this.#lastSequence + 1;
    const place = { segmentSizeLimit: segmentSize, segmentNumber: number, firstSequence, logId };
    const prepared = await this.#next?.take();
    this.#next = undefined;
    const how = { preallocate: preallocate !== false, durableWrites, prepared };
    const sealed = this.#active;
    this.#active = await SegmentFile.create(fs, this.#directory, place, how);
    this.#retention.add({ name: segmentName(number), firstSequence });
    this.#prepareNext();
    await sealed.close();
  }

  #prepareNext(): void {
    const { fs, segmentSize, preallocate } = this.#options;
    if (preallocate !== "ahead") return;
    const name = segmentName(this.#active.header.segmentNumber + 1);
    this.#next = new NextSegment(fs, `${this.#directory}/${name}`, segmentSize);
  }

  /** Frames as they would stand at the end of the log. */
  #framesOf(records: readonly WalRecord[], timestampMs: number): Frame[] {
    const sequence = this.#lastSequence + this.#buffer.count + 1;
    const first = { sequence, timestampMs, syncedWatermark: this.#syncedSequence };
    return framesOf(records, first, this.#options);
  }

  #add(frame: Frame): SegmentPosition {
    const { end, header, name: segment } = this.#active;
    const offset = end + this.#buffer.size;
    const size = this.#buffer.add(frame, header.salt);
    return { segment, sequence: frame.sequence, offset, size };
  }

  async #write(durably = false): Promise<void> {
    const { count, frames } = this.#buffer;
    if (count === 0) return;
    this.#buffer.clear();
    const isDurable = await this.#orFail(this.#active.write(frames, { durably }));
    this.#lastSequence += count;
    if (isDurable) this.#syncedSequence = this.#lastSequence;
  }

  #assertOpen(): void {
    if (this.#state === "closed") throw closed();
    if (this.#state === "failed") {
      const message = "An earlier write or sync failed: what is on disk is unknown until reopened.";
      throw new WalError("WAL_FAILED", message);
    }
  }

  /** O7: whoever meets the failure fails the log, before anyone else can be acknowledged. */
  async #orFail<Result>(call: Promise<Result>): Promise<Result> {
    try {
      return await call;
    } catch (error) {
      this.#state = "failed";
      throw error;
    }
  }
}

function closed(): WalError {
  return new WalError("WAL_CLOSED", "The log is closed.");
}
