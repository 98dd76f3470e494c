import type { Entry } from "@wal-labs/checksum";
import { NotImplementedError } from "@wal-labs/core";

/** A page, and how far it has come. */
export interface Page {
  readonly bytes: Uint8Array;
  /** The sequence of the last record applied to it: its page LSN. */
  readonly sequence: number;
}

/**
 * Pages that grow: a put adds its value to the end of the page that its key names, a delete empties
 * it. Applying an addition twice would double it, so each page remembers the last record it has
 * taken, and takes no older one.
 *
 * @see ARIES (Mohan and others, 1992): a page is redone only if its LSN is below the record's.
 */
export class Pages {
  /** @param snapshot pages as {@link Pages.snapshot} gave them, each perhaps of another moment. */
  constructor(snapshot: Iterable<readonly [id: string, page: Page]> = []) {}

  /**
   * Applies a put or a delete, at most once, and tells whether it did. The key is the page's id, in
   * UTF-8. Other records change no page.
   *
   */
  apply({ sequence, record }: Entry): boolean {
    throw new NotImplementedError("2.7");
  }

  /**
   * The bytes of a page; none when it was never written.
   *
   */
  read(id: string): Uint8Array {
    throw new NotImplementedError("2.7");
  }

  /**
   * All pages, to be made durable elsewhere and given to the constructor after a restart. An emptied
   * page is among them: it has a sequence to remember.
   *
   */
  snapshot(): [id: string, page: Page][] {
    throw new NotImplementedError("2.7");
  }
}
