import { io, readHeader } from "@wal-labs/checksum";
import {
  type FileHandle,
  type FileSystem,
  SEAL_TYPE,
  syncDirectory,
  WalError,
} from "@wal-labs/core";
import { walk } from "@wal-labs/replay";
import { archiveSegment } from "./archive.ts";
import { type Checkpoint, writeCheckpoint } from "./checkpoint.ts";
import type { SegmentInfo } from "./open-segments.ts";
import { using } from "./published-file.ts";

/** Which segments a log still has, and how far it needs them. */
export class Retention {
  readonly #fs: FileSystem;
  readonly #directory: string;
  readonly #segments: SegmentInfo[];
  #checkpoint: Checkpoint;
  #moved: Promise<unknown> = Promise.resolve();
  #cleaned: Promise<unknown> = Promise.resolve();
  /** After a failed sync nobody knows which names are still there: no further one is removed. */
  #failure: unknown;

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

  /** Settles when no cleaning is under way. */
  get cleaned(): Promise<unknown> {
    return this.#cleaned;
  }

  /** The segments with records behind a sequence, oldest first, and always the last one. */
  behind(sequence: number): SegmentInfo[] {
    return this.#segments.filter((_, index) => {
      const next = this.#segments[index + 1];
      return !next || next.firstSequence > sequence + 1;
    });
  }

  /** Notes a segment that has been begun. */
  add(segment: SegmentInfo): void {
    this.#segments.push(segment);
  }

  /** Makes a new checkpoint durable, and only then counts on it. */
  moveCheckpoint(changes: Partial<Checkpoint>): Promise<void> {
    const move = async () => {
      const old = this.#checkpoint;
      const next = { ...old, ...changes };
      const sequence = Math.max(old.sequence, next.sequence);
      const highestFinished = Math.max(old.highestFinished, next.highestFinished);
      const made = { ...next, sequence, highestFinished };
      await writeCheckpoint(this.#fs, this.#directory, made);
      this.#checkpoint = made;
    };
    const moved = this.#moved.then(move);
    this.#moved = moved.catch(() => undefined);
    return moved;
  }

  /** Removes the segments that nobody needs, oldest first (O5), and gives their names. */
  clean(archive?: string): Promise<string[]> {
    const cleaned = this.#cleaned.then(() => this.#clean(archive));
    this.#cleaned = cleaned.catch(() => undefined);
    return cleaned;
  }

  async #clean(archive: string | undefined): Promise<string[]> {
    const removed: string[] = [];
    for (;;) {
      const [oldest, next] = this.#segments;
      if (!oldest || !next || !(await this.#isObsolete(oldest, next.firstSequence - 1))) break;
      const path = this.#pathOf(oldest);
      if (archive !== undefined) {
        await archiveSegment(this.#fs, path, `${archive}/${oldest.name}.gz`);
      }
      await this.#syncNames();
      await io("remove a segment", this.#fs.unlink(path));
      this.#segments.shift();
      removed.push(oldest.name);
    }
    if (removed.length > 0) await this.#syncNames();
    return removed;
  }

  async #isObsolete(segment: SegmentInfo, lastSequence: number): Promise<boolean> {
    const { sequence, highestFinished } = this.#checkpoint;
    if (lastSequence <= sequence) return true;
    if (highestFinished === 0) return false;
    const isFinished = await using(this.#fs, this.#pathOf(segment), (handle) =>
      hasOnlyFinished(handle, { highestFinished, lastSequence }),
    );
    if (isFinished) await this.moveCheckpoint({ sequence: lastSequence });
    return isFinished;
  }

  async #syncNames(): Promise<void> {
    if (this.#failure !== undefined) {
      const message = "An earlier sync of the directory failed: nothing more is removed.";
      throw new WalError("WAL_IO", message, { cause: this.#failure });
    }
    try {
      await io("sync the directory", syncDirectory(this.#fs, this.#directory));
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  #pathOf({ name }: SegmentInfo): string {
    return `${this.#directory}/${name}`;
  }
}

async function hasOnlyFinished(
  handle: FileHandle,
  { highestFinished, lastSequence }: { highestFinished: number; lastSequence: number },
): Promise<boolean> {
  const needed = new Set<number>();
  const options = { maxRecordSize: Number.MAX_SAFE_INTEGER };
  const header = await readHeader(handle);
  const walked = await walk(
    handle,
    header,
    ({ type, transactionId }) => {
      const isFinished = transactionId > 0 && transactionId <= highestFinished;
      if (type !== SEAL_TYPE && !isFinished) needed.add(transactionId);
    },
    options,
  );
  return needed.size === 0 && walked.lastSequence === lastSequence;
}
