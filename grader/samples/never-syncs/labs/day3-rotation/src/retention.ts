import { io, readHeader } from "@wal-labs/checksum";
import { type FileSystem, SEAL_TYPE, WalError } from "@wal-labs/core";
import { type Visit, walk } from "@wal-labs/replay";
import { archiveSegment } from "./archive.ts";
import { type Checkpoint, writeCheckpoint } from "./checkpoint.ts";
import type { SegmentInfo } from "./open-segments.ts";

/**
 * Which segments a log still has, and how far it needs them. Only the oldest are ever removed, one
 * at a time, and only under a durable checkpoint: whatever crash comes, the segments that are left
 * have no hole, and begin no later than the record after the checkpoint.
 */
export class Retention {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #segments: SegmentInfo[];
  #checkpoint: Checkpoint;
  /** Settles when no checkpoint is being written: each is made from the one before it. */
  #moving: Promise<unknown> = Promise.resolve();
  /** Whether every segment that was removed stays away. */
  #removals: "durable" | "pending" | "in doubt" = "durable";
  /** Settles when no cleaning is under way: two at once would remove what the other just did. */
  #cleaning: Promise<unknown> = Promise.resolve();

  constructor(
    fs: FileSystem,
    directory: string,
    segments: readonly SegmentInfo[],
    checkpoint: Checkpoint,
  ) {
    this.#fs = fs;
    this.#directory = directory;
    this.#segments = [...segments];
    this.#checkpoint = checkpoint;
  }

  /** Oldest first. */
  get segments(): readonly SegmentInfo[] {
    return this.#segments;
  }

  get checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  /** The segments with records after a sequence, oldest first, and always the last one. */
  after(sequence: number): SegmentInfo[] {
    return this.#segments.filter((_, index) => {
      const next = this.#segments[index + 1];
      return !next || next.firstSequence > sequence + 1;
    });
  }

  /** Notes a segment that has been begun. */
  add(segment: SegmentInfo): void {
    this.#segments.push(segment);
  }

  /**
   * Changes the checkpoint: makes the new one durable, and only then counts on it. What is not given
   * stays as it was, and the sequence never goes back.
   *
   * @throws as {@link writeCheckpoint}. The old one stays.
   */
  moveCheckpoint(changes: Partial<Checkpoint>): Promise<void> {
    const moved = this.#moving.then(async () => {
      const old = this.#checkpoint;
      // The cleaner may have come further than whoever asked knew.
      const sequence = Math.max(old.sequence, changes.sequence ?? 0);
      const checkpoint = { ...old, ...changes, sequence };
      await writeCheckpoint(this.#fs, this.#directory, checkpoint);
      this.#checkpoint = checkpoint;
    });
    this.#moving = moved.catch(() => undefined);
    return moved;
  }

  /**
   * Removes the segments that nobody needs, oldest first (O5), and gives their names. The last one
   * stays. With `archive`, a directory, each is first kept there as gzip.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails; what is removed by then stays removed.
   * `WAL_FAILED` when an earlier cleaning could not make a removal durable.
   */
  clean(archive?: string): Promise<string[]> {
    const cleaned = this.#cleaning.then(() => this.#clean(archive));
    this.#cleaning = cleaned.catch(() => undefined);
    return cleaned;
  }

  async #clean(archive: string | undefined): Promise<string[]> {
    const removed: string[] = [];
    for (let [oldest, next] = this.#segments; next; [oldest, next] = this.#segments) {
      if (!oldest || !(await this.#isObsolete(oldest, next))) break;
      const lastSequence = next.firstSequence - 1;
      if (lastSequence > this.#checkpoint.sequence) {
        await this.moveCheckpoint({ sequence: lastSequence });
      }
      const path = `${this.#directory}/${oldest.name}`;
      if (archive) await archiveSegment(this.#fs, path, `${archive}/${oldest.name}.gz`);
      // A name that is gone may come back in a crash, so that one goes at a time.
      await this.#syncRemovals();
      await io("remove a segment", this.#fs.unlink(path));
      this.#removals = "pending";
      removed.push(...this.#segments.splice(0, 1).map(({ name }) => name));
    }
    if (removed.length > 0) await this.#syncRemovals();
    return removed;
  }

  /** O7: a sync that fails leaves a removal in doubt, and one that succeeds later proves nothing. */
  async #syncRemovals(): Promise<void> {
    if (this.#removals === "in doubt") {
      throw new WalError("WAL_FAILED", "An earlier removal may not be durable: reopen the log.");
    }
    try {
      this.#removals = "durable";
    } catch (error) {
      if (this.#removals === "pending") this.#removals = "in doubt";
      throw error;
    }
  }

  async #isObsolete(oldest: SegmentInfo, next: SegmentInfo): Promise<boolean> {
    const { sequence, highestFinished } = this.#checkpoint;
    if (next.firstSequence <= sequence + 1) return true;
    return highestFinished > 0 && (await this.#isFinished(oldest, next, highestFinished));
  }

  /** Whether a segment is whole, and holds nothing but records of transactions up to an id. */
  async #isFinished(
    { name }: SegmentInfo,
    next: SegmentInfo,
    highestFinished: number,
  ): Promise<boolean> {
    const handle = await io("open a segment", this.#fs.open(`${this.#directory}/${name}`, "r"));
    try {
      let isFinished = true;
      const visit: Visit = ({ type, transactionId }) => {
        const fits = transactionId > 0 && transactionId <= highestFinished;
        isFinished &&= type === SEAL_TYPE || fits;
      };
      // The log has taken these records, whatever their size.
      const options = { maxRecordSize: Number.MAX_SAFE_INTEGER };
      const { lastSequence } = await walk(handle, await readHeader(handle), visit, options);
      // What could not be read may be needed.
      return isFinished && lastSequence === next.firstSequence - 1;
    } finally {
      await handle.close().catch(() => undefined);
    }
  }
}
