import { CorruptionError, toFrame, type WalRecord } from "@wal-labs/checksum";
import {
  encodeFrame,
  frameSize,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  WalError,
  type WalErrorCode,
} from "@wal-labs/core";
import { replay } from "@wal-labs/replay";
import type { Checkpoint } from "./checkpoint.ts";
import { type Load, loadsOf, packed, sound } from "./loads.ts";
import {
  type AllOptions,
  type BatchOutcome,
  type SegmentedLogOptions,
  type SegmentHandler,
  type SegmentPosition,
  withDefaults,
} from "./log-options.ts";
import { type OpenedSegments, openSegments, type SegmentInfo } from "./open-segments.ts";
import { Retention } from "./retention.ts";
import { SEAL_SIZE, SegmentFile } from "./segment-file.ts";
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
  #lastSequence: number;
  #syncedSequence: number;
  /** Why nothing more is promised; absent while the log is open. */
  #refusal: { code: WalErrorCode; message: string } | undefined;

  private constructor(directory: string, options: AllOptions, opened: OpenedSegments) {
    const { segments, active, lastSequence } = opened;
    const { logId } = active.header;
    const first = { sequence: 0, highestFinished: 0, snapshot: new Uint8Array(0), logId };
    const checkpoint = opened.checkpoint ?? first;
    this.#directory = directory;
    this.#options = options;
    this.#retention = new Retention(options.fs, directory, segments, checkpoint);
    this.#active = active;
    this.#lastSequence = lastSequence;
    this.#syncedSequence = lastSequence;
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
   */
  static async open(directory: string, options: SegmentedLogOptions = {}): Promise<SegmentedLog> {
    const all = withDefaults(options);
    return openSegments(directory, all).then((opened) => new SegmentedLog(directory, all, opened));
  }

  /**
   * The sequence of the last record appended or found; 0 for none. Safe in any state.
   */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /**
   * Its segments, oldest first. Safe in any state.
   */
  get segments(): readonly SegmentInfo[] {
    return this.#retention.segments;
  }

  /**
   * Up to where the log is not needed any more. Safe in any state.
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
   */
  async append(record: WalRecord): Promise<SegmentPosition> {
    this.#assertOpen();
    const { segmentSize, maxRecordSize } = this.#options;
    const sequence = this.#lastSequence + 1;
    const marks = { sequence, timestampMs: Date.now(), syncedWatermark: this.#syncedSequence };
    const frame = toFrame(record, marks);
    const size = frameSize(frame.key.length, frame.value.length);
    if (SEGMENT_HEADER_SIZE + size + SEAL_SIZE > segmentSize) {
      throw new WalError("WAL_TOO_LARGE", `${size} bytes do not fit in a segment.`);
    }
    let bytes = encodeFrame(frame, maxRecordSize);
    if (!this.#active.hasRoomFor(size)) {
      // The caller may touch the record while we wait.
      const kept = { ...frame, key: new Uint8Array(frame.key), value: new Uint8Array(frame.value) };
      await this.#orFail(this.#beginNext());
      bytes = encodeFrame({ ...kept, syncedWatermark: this.#syncedSequence }, maxRecordSize);
    }
    const { end: offset, header } = this.#active;
    await this.#orFail(this.#active.write(bytes));
    this.#lastSequence = sequence;
    if (this.#options.sync === "always") await this.sync();
    return { segment: segmentName(header.segmentNumber), sequence, offset, size };
  }

  /**
   * Appends batches, in order, with one write and one sync for all that fits in the segment. Of each
   * batch, a crash leaves all records or none. Resolves with what became of each.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed; `WAL_CLOSED` or
   * `WAL_FAILED`. A batch that cannot be logged, or does not fit in a segment, rejects alone.
   */
  async appendAll(
    batches: readonly (readonly WalRecord[])[],
    { durable = this.#options.sync === "always" }: { readonly durable?: boolean } = {},
  ): Promise<BatchOutcome[]> {
    this.#assertOpen();
    const marks = { timestampMs: Date.now(), syncedWatermark: 0 };
    const looks = batches.map((records) => sound(records, marks, this.#options));
    const good = looks.flatMap((look) => (look.status === "fulfilled" ? [look.value] : []));
    const empty = this.#options.segmentSize - SEGMENT_HEADER_SIZE - SEAL_SIZE;
    const shipped = await loadsOf(good, this.#active.room, empty).reduce<
      Promise<SegmentPosition[][]>
    >(
      (before, load) => before.then(async (done) => [...done, await this.#ship(load)]),
      Promise.resolve([]),
    );
    const positions = shipped.flat();
    if (durable && positions.length > 0) await this.sync();
    let next = 0;
    return looks.map((look) => {
      if (look.status === "rejected") return look;
      const first = next;
      next += look.value.length;
      return { status: "fulfilled", value: positions.slice(first, next) };
    });
  }

  /**
   * Makes every record appended so far durable.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_CLOSED` or
   * `WAL_FAILED` in those states.
   */
  async sync(): Promise<void> {
    this.#assertOpen();
    await this.#orFail(this.#sync());
  }

  /**
   * Seals the last segment and begins the next one, unless the last one has no record yet. When this
   * resolves, every record so far is durable, and so is the new segment under its name (O2, O3).
   *
   * @throws a `WalError` `WAL_IO` when the file system fails: the log has failed. `WAL_CLOSED` or
   * `WAL_FAILED` in those states.
   */
  async rotate(): Promise<void> {
    this.#assertOpen();
    if (this.#active.header.firstSequence <= this.#lastSequence) {
      await this.#orFail(this.#beginNext());
    }
  }

  /**
   * Hands over each record behind `after`, in order, segment by segment.
   *
   * @throws as day 2's `replay` does; a `CorruptionError` when records behind `after` have been
   * removed; `WAL_CLOSED` after `close`.
   */
  async replay(handler: SegmentHandler, { after = 0 }: { after?: number } = {}): Promise<void> {
    if (this.#refusal?.code === "WAL_CLOSED") throw this.#refused(this.#refusal);
    const known = this.#lastSequence;
    const segments = this.#retention.behind(after);
    const begin = segments[0]?.firstSequence ?? 1;
    if (after > known || begin > after + 1) {
      const cause = new Error(`the log holds ${begin} to ${known}, and not all behind ${after}`);
      throw new CorruptionError(Math.min(after, known) + 1, SEGMENT_HEADER_SIZE, cause);
    }
    const { fs, maxRecordSize } = this.#options;
    for (const [index, { name, firstSequence }] of segments.entries()) {
      const next = segments[index + 1];
      const options = {
        ...{ fs, maxRecordSize, isLast: !next },
        after: Math.max(after, firstSequence - 1),
        knownDurable: next ? next.firstSequence - 1 : undefined,
      };
      await replay(
        `${this.#directory}/${name}`,
        // What a failed append has left behind the last record is not the log's.
        (entry, position) =>
          position.sequence <= known ? handler(entry, { segment: name, ...position }) : undefined,
        options,
      );
    }
  }

  /**
   * Says up to where the log is not needed any more. What is not given stays as it was; the snapshot
   * is copied. Durable when it resolves (O4); removes nothing: see {@link clean}.
   *
   * A transaction that has begun by `sequence` and not finished needs its records still: choose a
   * sequence before it.
   *
   * @throws a `WalError` `WAL_INVALID_ARGUMENT` when a number is behind the last record, or before what
   * an earlier checkpoint said; `WAL_IO` when the file system fails (the old checkpoint may stay);
   * `WAL_CLOSED` or `WAL_FAILED` in those states.
   */
  async setCheckpoint(changes: Partial<Omit<Checkpoint, "logId">>): Promise<void> {
    this.#assertOpen();
    const { checkpoint } = this;
    const isBetween = (number: number, low: number, high: number) =>
      Number.isSafeInteger(number) && number >= low && number <= high;
    const { sequence = checkpoint.sequence } = changes;
    const { highestFinished = checkpoint.highestFinished } = changes;
    if (
      !isBetween(sequence, checkpoint.sequence, this.#lastSequence) ||
      !isBetween(highestFinished, checkpoint.highestFinished, Number.MAX_SAFE_INTEGER)
    ) {
      throw new WalError("WAL_INVALID_ARGUMENT", "A checkpoint goes neither back nor beyond.");
    }
    const given: Partial<Checkpoint> = {
      ...(changes.sequence !== undefined && { sequence }),
      ...(changes.highestFinished !== undefined && { highestFinished }),
      ...(changes.snapshot && { snapshot: Uint8Array.from(changes.snapshot) }),
    };
    if (sequence > this.#syncedSequence) await this.sync();
    await this.#retention.moveCheckpoint(given);
  }

  /**
   * Removes the segments that the checkpoint makes obsolete, oldest first (O5), and resolves with
   * their names. A segment is obsolete when all its records are at or below the checkpoint's sequence,
   * or all belong to transactions at or below its highest finished one; then the checkpoint's sequence
   * is first moved to its end. The last segment stays.
   * May be called while other calls are under way; a second call waits for the first.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The log stays open: no record that is
   * needed is touched. `WAL_CLOSED` or `WAL_FAILED` in those states.
   */
  async clean(): Promise<string[]> {
    this.#assertOpen();
    return this.#retention.clean(this.#options.archive);
  }

  /**
   * Makes everything durable, seals the last segment and closes its file. A second close does nothing;
   * a failed log is closed without a seal.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails. The file is closed all the same.
   */
  async close(): Promise<void> {
    const before = this.#refusal;
    if (before?.code === "WAL_CLOSED") return;
    this.#refusal = { code: "WAL_CLOSED", message: "The log is closed." };
    const [sealed] = await Promise.allSettled([
      before ? undefined : this.#seal(),
      this.#retention.cleaned,
    ]);
    const [closed] = await Promise.allSettled([this.#active.close()]);
    for (const result of [sealed, closed]) if (result.status === "rejected") throw result.reason;
  }

  /**
   * Closes the log, so that `await using` never leaks a file.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Writes what goes into one segment, and into the next one when it says so. */
  async #ship({ frames, begins }: Load): Promise<SegmentPosition[]> {
    if (begins) await this.#orFail(this.#beginNext());
    const { end, header } = this.#active;
    const syncedWatermark = this.#syncedSequence;
    const placed = frames.map((frame, index) => {
      return { ...frame, sequence: this.#lastSequence + 1 + index, syncedWatermark };
    });
    const { bytes, starts } = packed(placed, header.salt);
    if (placed.length > 0) await this.#orFail(this.#active.writeStamped(bytes));
    this.#lastSequence += placed.length;
    const segment = segmentName(header.segmentNumber);
    return placed.map(({ sequence }, index) => {
      const [start = 0, next = bytes.length] = starts.slice(index);
      return { segment, sequence, offset: end + start, size: next - start };
    });
  }

  async #sync(): Promise<void> {
    const written = this.#lastSequence;
    await this.#active.sync();
    this.#syncedSequence = written;
  }

  /** Syncs first, so that the seal may vouch for every record. */
  async #seal(): Promise<void> {
    if (this.#syncedSequence < this.#lastSequence) await this.#sync();
    if (!this.#active.isSealed) await this.#active.seal(this.#lastSequence + 1);
  }

  /** O3: nothing is written to the next segment before the old one is durable. */
  #beginNext(): Promise<void> {
    const { fs, segmentSize, preallocate } = this.#options;
    const old = this.#active;
    const fields: Omit<SegmentHeader, "salt"> = {
      segmentSizeLimit: segmentSize,
      segmentNumber: old.header.segmentNumber + 1,
      firstSequence: this.#lastSequence + 1,
      logId: old.header.logId,
    };
    return this.#seal()
      .then(() => SegmentFile.create(fs, this.#directory, fields, preallocate))
      .then((next) => {
        const { segmentNumber, firstSequence } = next.header;
        this.#active = next;
        this.#retention.add({ name: segmentName(segmentNumber), firstSequence });
        return old.close();
      });
  }

  #assertOpen(): void {
    if (this.#refusal) throw this.#refused(this.#refusal);
  }

  #refused({ code, message }: { code: WalErrorCode; message: string }): WalError {
    return new WalError(code, message);
  }

  /** O7: after a failed write or sync, nothing more is promised. */
  #orFail(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      this.#refusal ??= { code: "WAL_FAILED", message: "An earlier write or sync failed." };
      throw error;
    });
  }
}
