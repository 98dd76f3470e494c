/**
 * Everything at once.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import { type FileSystem, nodeFs, parseFrame, viewOf, WalError } from "@wal-labs/core";
import CRC32 from "crc-32";

/** How many. */
export const LIMIT = 3;

const TABLE = [1, 2, 3]; // Looked up by first.

/** Only a helper of {@link total}. */
interface Sum {
  readonly value: number;
}

/**
 * What it may hold.
 *
 * @exercise 1.1
 */
export type Held<Item extends string> = Extract<"a" | "b", Item>;

/**
 * Adds up.
 *
 * @solution One pass is enough.
 * And no more.
 *
 * @throws a {@link WalError} when there is nothing.
 * @exercise 1.2
 */
export function total(numbers: readonly number[]): number {
  // Said in the body only.
  if (numbers.length === 0) throw new WalError("WAL_INVALID_ARGUMENT", "nothing");
  const sum: Sum = { value: numbers.reduce((a, b) => a + b, first()) };
  return even(sum.value) ? sum.value : CRC32.buf(TABLE);
}

/**
 * Doubles.
 *
 * @exercise 1.3
 */
export const double = (value: number): number => value * 2;

/** @exercise 1.3 */
export const halve: (value: number) => Promise<number> = async (value) => {
  return value / 2;
};

/** @exercise 1.4 */
export function* count(limit: number): Generator<number> {
  for (let index = 0; index < limit; index++) yield index;
}

/** @exercise 1.4 */
export async function* countSlowly(limit: number): AsyncGenerator<number> {
  for (let index = 0; index < limit; index++) yield index;
}

/** Given, and so is what it uses. */
export function given(bytes: Uint8Array): number {
  return kept(viewOf(bytes));
}

/**
 * Holds things.
 *
 * @solution The state is two fields.
 */
export class Box {
  readonly #fs: FileSystem;
  #size = 0;

  private constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** @exercise 1.5 */
  static async open({ fs = nodeFs }: { fs?: FileSystem } = {}): Promise<Box> {
    return new Box(fs);
  }

  /** @exercise 1.5 */
  static of(): Box {
    return new Box(nodeFs);
  }

  /** @exercise 1.5 */
  get size(): number {
    return this.#size;
  }

  /** @exercise 1.5 */
  set size(size: number) {
    this.#grow(size);
  }

  /** @exercise 1.5 */
  async read(): Promise<string> {
    return `${await this.#fs.readdir(randomUUID())}`;
  }

  /** Grows. */
  #grow(size: number): void {
    this.#size = size;
  }

  /** @exercise 1.5 */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.read();
  }
}

/** Made in the open. */
export class Shelf {
  readonly width: number;
  readonly #boxes: Box[] = [];
  readonly #label: string;

  /** @exercise 1.6 */
  constructor(width: number, label: string) {
    this.width = width;
    this.#label = label;
  }

  /** @exercise 1.6 */
  names(): string[] {
    return this.#boxes.map((box) => `${this.#label}${box.size}`);
  }
}

function kept(view: DataView): number {
  return parseFrame(view).kind === "frame" ? 1 : 0;
}

function even(value: number): boolean {
  return value === 0 || odd(value - 1);
}

function odd(value: number): boolean {
  return value !== 0 && even(value - 1);
}

/** Only used by what goes away. */
function first(): number {
  return TABLE.length;
}
