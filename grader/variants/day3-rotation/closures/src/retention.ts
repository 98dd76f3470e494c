import { io, readHeader } from "@wal-labs/checksum";
import { type FileSystem, SEAL_TYPE, syncDirectory, WalError } from "@wal-labs/core";
import { walk } from "@wal-labs/replay";
import { archiveSegment } from "./archive.ts";
import { type Checkpoint, writeCheckpoint } from "./checkpoint.ts";
import type { SegmentInfo } from "./open-segments.ts";
import { reading } from "./published-file.ts";

/** Which segments a log still has, and how far it needs them. */
export interface Retention {
  /** Oldest first. */
  segments(): readonly SegmentInfo[];
  checkpoint(): Checkpoint;
  /** The segments with records behind a sequence, oldest first, and always the last one. */
  behind(sequence: number): SegmentInfo[];
  /** Notes a segment that has been begun. */
  add(segment: SegmentInfo): void;
  /** Makes a new checkpoint durable, from the one before and `changes`. */
  moveCheckpoint(changes: Partial<Checkpoint>): Promise<void>;
  /** Removes the segments that nobody needs, oldest first (O5), and gives their names. */
  clean(archive?: string): Promise<string[]>;
  /** Resolves when no cleaning is under way. */
  idle(): Promise<void>;
}

export function retentionOf(
  { fs, directory, maxRecordSize }: { fs: FileSystem; directory: string; maxRecordSize: number },
  found: readonly SegmentInfo[],
  first: Checkpoint,
): Retention {
  const segments = [...found];
  let checkpoint = first;
  let doubt: unknown;
  const writing = oneAtATime();
  const cleaning = oneAtATime();
  const pathOf = (name: string) => `${directory}/${name}`;
  const syncNames = () => io("sync the log's directory", syncDirectory(fs, directory));

  const moveCheckpoint = (changes: Partial<Checkpoint>) =>
    writing.run(async () => {
      const { sequence = 0, highestFinished = 0, snapshot = checkpoint.snapshot } = changes;
      const next = {
        sequence: Math.max(checkpoint.sequence, sequence),
        highestFinished: Math.max(checkpoint.highestFinished, highestFinished),
        snapshot,
        logId: checkpoint.logId,
      };
      await writeCheckpoint(fs, directory, next);
      checkpoint = next;
    });

  /** Whether all records of a segment that ends at `end` are of finished transactions. */
  const isFinished = ({ name }: SegmentInfo, end: number) =>
    reading(fs, pathOf(name), async (handle) => {
      const { highestFinished } = checkpoint;
      let allFinished = true;
      const header = await readHeader(handle);
      const walked = await walk(
        handle,
        header,
        ({ type, transactionId: id }) => {
          if (type !== SEAL_TYPE && (id < 1 || id > highestFinished)) allFinished = false;
        },
        { maxRecordSize },
      );
      // What could not be read may be needed.
      return allFinished && walked.lastSequence === end;
    });

  const isObsolete = async (segment: SegmentInfo, next: SegmentInfo) => {
    const end = next.firstSequence - 1;
    if (end <= checkpoint.sequence) return true;
    if (checkpoint.highestFinished === 0 || !(await isFinished(segment, end))) return false;
    await moveCheckpoint({ sequence: end });
    return true;
  };

  /** A sync that fails may give a name back: then its segment is one of ours again. */
  const confirm = async (unlinked: SegmentInfo) => {
    try {
      await syncNames();
    } catch (error) {
      const isBack = await fs.stat(pathOf(unlinked.name)).then(
        () => true,
        () => false,
      );
      if (isBack) segments.unshift(unlinked);
      // A crash may bring it back still: with one more unlink, that would be a hole.
      else doubt = error;
      throw error;
    }
  };

  const clean = (archive?: string) =>
    cleaning.run(async () => {
      const removed: string[] = [];
      let unlinked: SegmentInfo | undefined;
      if (doubt !== undefined) {
        const message = "An earlier removal could not be made durable: nothing more is removed.";
        throw new WalError("WAL_IO", message, { cause: doubt });
      }
      await syncNames(); // More often than needed; an earlier cleaning may not have come to it.
      for (;;) {
        const [oldest, next] = segments;
        if (!oldest || !next || !(await isObsolete(oldest, next))) break;
        if (archive !== undefined) {
          await archiveSegment(fs, pathOf(oldest.name), `${archive}/${oldest.name}.gz`);
        }
        if (unlinked) await confirm(unlinked);
        else await syncNames();
        await io(`remove ${oldest.name}`, fs.unlink(pathOf(oldest.name)));
        unlinked = segments.shift();
        removed.push(oldest.name);
      }
      if (unlinked) await confirm(unlinked);
      return removed;
    });

  return {
    segments: () => segments,
    checkpoint: () => checkpoint,
    behind: (sequence) =>
      segments.filter((_, index) => {
        const next = segments[index + 1];
        return !next || next.firstSequence > sequence + 1;
      }),
    add: (segment) => void segments.push(segment),
    moveCheckpoint,
    clean,
    idle: cleaning.idle,
  };
}

/** Runs one piece of work after the other, whether the one before failed or not. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  const idle = async (): Promise<void> => {
    await last.catch(() => undefined);
  };
  const run = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = idle().then(work);
    last = result;
    return result;
  };
  return { run, idle };
}
