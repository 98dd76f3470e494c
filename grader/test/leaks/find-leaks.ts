/** Shorter pieces are found by chance. */
export const DISTINCTIVE = 30;

/** Finds pieces of hidden text in any amount of other text. */
export class LeakFinder {
  /** By how they begin. */
  readonly #pieces = new Map<string, string[]>();

  /** @param pieces - squeezed, and {@link DISTINCTIVE} or longer */
  constructor(pieces: Iterable<string>) {
    for (const piece of new Set(pieces)) {
      const start = piece.slice(0, DISTINCTIVE);
      const others = this.#pieces.get(start);
      if (others) others.push(piece);
      else this.#pieces.set(start, [piece]);
    }
  }

  /** The pieces that are in one of the texts, each once. */
  in(texts: Iterable<string>): Set<string> {
    const found = new Set<string>();
    for (const text of new Set(texts)) {
      const line = squeezed(text);
      for (let at = 0; at + DISTINCTIVE <= line.length; at += 1) {
        const candidates = this.#pieces.get(line.slice(at, at + DISTINCTIVE)) ?? [];
        for (const piece of candidates) if (line.startsWith(piece, at)) found.add(piece);
      }
    }
    return found;
  }
}

/** White space is not compared: a report breaks its lines where it likes. */
export function squeezed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
