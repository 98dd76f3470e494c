import { type FileSystem, NotImplementedError } from "@wal-labs/core";
import { type Checkpoint, writeCheckpoint } from "./checkpoint.ts";
import type { SegmentInfo } from "./open-segments.ts";

/**
 * Which segments a log still has, and how far it needs them. Only the oldest are ever removed, one
 * at a time, and only under a durable checkpoint: whatever crash comes, the segments that are left
 * have no hole, and begin no later than the record after the checkpoint.
 */
export class Retention {
  readonly #segments: SegmentInfo[];
  #checkpoint: Checkpoint;

  constructor(
    fs: FileSystem,
    directory: string,
    segments: readonly SegmentInfo[],
    checkpoint: Checkpoint,
  ) {
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
   * @exercise 3.7
   */
  moveCheckpoint(changes: Partial<Checkpoint>): Promise<void> {
    throw new NotImplementedError("3.7");
  }

  /**
   * Removes the segments that nobody needs, oldest first (O5), and gives their names. The last one
   * stays. With `archive`, a directory, each is first kept there as gzip.
   *
   * @throws a `WalError` `WAL_IO` when the file system fails; what is removed by then stays removed.
   * `WAL_FAILED` when an earlier cleaning could not make a removal durable.
   * @exercise 3.8
   */
  clean(archive?: string): Promise<string[]> {
    throw new NotImplementedError("3.8");
  }
}
