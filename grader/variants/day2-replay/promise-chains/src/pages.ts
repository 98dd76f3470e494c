import type { Entry } from "@wal-labs/checksum";

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
  readonly #pages = new Map<string, { parts: Uint8Array[]; sequence: number }>();

  /** @param snapshot pages as {@link Pages.snapshot} gave them, each perhaps of another moment. */
  constructor(snapshot: Iterable<readonly [id: string, page: Page]> = []) {
    for (const [id, { bytes, sequence }] of snapshot) {
      this.#pages.set(id, { parts: [Uint8Array.from(bytes)], sequence });
    }
  }

  /**
   * Applies a put or a delete, at most once, and tells whether it did. The key is the page's id, in
   * UTF-8. Other records change no page.
   *
   * @exercise 2.7
   */
  apply({ sequence, record }: Entry): boolean {
    switch (record.type) {
      case "put":
      case "delete": {
        const id = new TextDecoder("utf-8", { ignoreBOM: true }).decode(record.key);
        const page = this.#pages.get(id) ?? { parts: [], sequence: 0 };
        if (sequence <= page.sequence) return false;
        if (record.type === "put") page.parts.push(Uint8Array.from(record.value));
        else page.parts = [];
        page.sequence = sequence;
        this.#pages.set(id, page);
        return true;
      }
      default:
        return false;
    }
  }

  /**
   * The bytes of a page; none when it was never written.
   *
   * @exercise 2.7
   */
  read(id: string): Uint8Array {
    return joined(this.#pages.get(id)?.parts ?? []);
  }

  /**
   * All pages, to be made durable elsewhere and given to the constructor after a restart. An emptied
   * page is among them: it has a sequence to remember.
   *
   * @exercise 2.7
   */
  snapshot(): [id: string, page: Page][] {
    return [...this.#pages].map(([id, { parts, sequence }]) => [
      id,
      { bytes: joined(parts), sequence },
    ]);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
