import type { Random } from "./random.ts";

/** Picks one of several ways to go on, and remembers where it could have gone otherwise. */
export class Choices {
  readonly #planned: readonly number[];
  readonly #random: Random | undefined;
  readonly #taken: number[] = [];
  readonly #widths: number[] = [];

  /**
   * Follows `planned`; after its end takes the first way each time, or a random one given `random`.
   */
  constructor(planned: readonly number[], random?: Random) {
    this.#planned = planned;
    this.#random = random;
  }

  /** One of `[0, width)`. Where there is only one way, nothing is remembered. */
  pick(width: number): number {
    if (width < 2) return 0;
    const planned = this.#planned[this.#taken.length] ?? this.#random?.below(width) ?? 0;
    const choice = Math.min(planned, width - 1);
    this.#taken.push(choice);
    this.#widths.push(width);
    return choice;
  }

  /** What was picked, without the first ways at the end. */
  get taken(): readonly number[] {
    return this.#taken.slice(0, this.#taken.findLastIndex((choice) => choice !== 0) + 1);
  }

  /** The plan of the next run of a depth-first search; undefined after the last. */
  next(): number[] | undefined {
    const last = this.#taken.findLastIndex((choice, at) => choice + 1 < (this.#widths[at] ?? 0));
    if (last < 0) return undefined;
    return [...this.#taken.slice(0, last), (this.#taken[last] ?? 0) + 1];
  }
}

/** Choices in one word, such as `0.2.1`; `0` for the first way throughout. */
export function formatChoices(choices: readonly number[]): string {
  return choices.length === 0 ? "0" : choices.join(".");
}

/**
 * Reads what {@link formatChoices} wrote.
 *
 * @throws a `RangeError` when the text is not a list of choices.
 */
export function parseChoices(text: string): number[] {
  if (!/^\d+(\.\d+)*$/.test(text)) throw new RangeError(`Not a list of choices: ${text}`);
  return text.split(".").map(Number);
}
