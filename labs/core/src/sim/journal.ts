/** Something a program said about its work, and how many operations its disk had done by then. */
export interface JournalEntry {
  readonly kind: "attempt" | "acknowledge";
  readonly label: string;
  readonly afterOperation: number;
}

/**
 * What a program tried and what it promised, in its own words, kept outside of the disk so that no
 * crash can take it. The oracle of every check: what was acknowledged must be there, and nothing
 * may be there that was never attempted.
 */
export class Journal {
  readonly #entries: JournalEntry[];
  readonly #operationsDone: () => number;

  /** @param disk whose log says when something was said. */
  constructor(disk: { readonly log: readonly unknown[] }, entries: readonly JournalEntry[] = []) {
    this.#entries = [...entries];
    this.#operationsDone = () => disk.log.length;
  }

  /** Says that the program is about to do something: from here on it may be found on the disk. */
  attempt(label: string): void {
    this.#add("attempt", label);
  }

  /** Says that the program promised something: from here on it must be found on the disk. */
  acknowledge(label: string): void {
    this.#add("acknowledge", label);
  }

  get attempted(): string[] {
    return this.#labels("attempt");
  }

  get acknowledged(): string[] {
    return this.#labels("acknowledge");
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  #add(kind: JournalEntry["kind"], label: string): void {
    this.#entries.push({ kind, label, afterOperation: this.#operationsDone() });
  }

  #labels(kind: JournalEntry["kind"]): string[] {
    return this.#entries.filter((entry) => entry.kind === kind).map((entry) => entry.label);
  }
}
