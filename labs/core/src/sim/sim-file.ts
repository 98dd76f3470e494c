import { SharedBytes } from "./shared-bytes.ts";

/** The unit in which a disk loses data: a write that spans three of these can lose any of them. */
export const SECTOR_SIZE = 512;

/** A write or truncate that no sync has covered yet. */
export interface FileEdit {
  /** Orders the edits of a whole disk. */
  readonly order: number;
  /** The number of the operation that made it. */
  readonly operation: number;
  /** What the file was called when it was opened. */
  readonly path: string;
  readonly offset: number;
  /** Empty for a truncate. */
  readonly bytes: Uint8Array;
  readonly sizeBefore: number;
  readonly sizeAfter: number;
}

/**
 * A file apart from its name: what is durable, what a reader sees, and the edits that lead from the
 * one to the other. After a sync that failed `clean` the two differ with no edit pending.
 */
export class SimFile {
  readonly kind = "file";
  readonly durable: SharedBytes;
  live: SharedBytes;
  pending: FileEdit[];
  /** False once it is unlinked or replaced; it lives on while a handle is open. */
  named: boolean = true;
  openHandles = 0;
  /** No crash can bring its name back, so what is written to it need not be remembered. */
  orphaned: boolean = false;

  constructor(durable = new SharedBytes(), live = durable.fork(), pending: FileEdit[] = []) {
    this.durable = durable;
    this.live = live;
    this.pending = pending;
  }

  fork(): SimFile {
    return new SimFile(this.durable.fork(), this.live.fork(), this.pending.slice());
  }

  edit(edit: FileEdit): void {
    if (edit.bytes.length > 0) this.live.write(edit.offset, edit.bytes);
    else this.live.resize(edit.sizeAfter);
    if (!this.orphaned) this.pending.push(edit);
  }

  /**
   * Makes every pending edit durable, and nothing else: what an earlier failure dropped stays lost.
   */
  sync(): void {
    for (const edit of this.pending) {
      if (edit.bytes.length > 0) this.durable.write(edit.offset, edit.bytes);
      if (edit.sizeAfter !== edit.sizeBefore) this.durable.resize(edit.sizeAfter);
    }
    this.pending = [];
  }

  /** Forgets that anything is pending, although it is not durable. */
  markClean(): void {
    this.pending = [];
  }

  /** Goes back to what is durable. */
  revert(): void {
    this.live = this.durable.fork();
    this.pending = [];
  }
}

/** The sectors that a write touches, as the parts of its bytes that lie in each. */
export function sectorsOf(edit: FileEdit): { start: number; end: number }[] {
  const end = edit.offset + edit.bytes.length;
  const sectors: { start: number; end: number }[] = [];
  for (let start = edit.offset; start < end; ) {
    const next = Math.min(end, (Math.floor(start / SECTOR_SIZE) + 1) * SECTOR_SIZE);
    sectors.push({ start, end: next });
    start = next;
  }
  return sectors;
}
