import { AsyncLocalStorage } from "node:async_hooks";
import { Random } from "@wal-labs/core/sim";
import { randomIntegers, seededCrypto } from "../sandbox/host/random.ts";

/**
 * Where the random numbers of one check come from, whoever draws them: the same check of the same
 * code draws the same ones, whatever else is checked before it or beside it.
 */
export class Luck {
  /** What the check itself draws from. After a crash, it depends on the crash alone. */
  readonly random: Random;
  readonly #seed: number;
  readonly #afterCrash = new AsyncLocalStorage<Source>();
  readonly #source: Source;

  /** @param seed the submission's; the lower 32 bits count. */
  constructor(id: string, seed: number) {
    this.#seed = mixed(seed, id);
    this.#source = new Source(this.#seed);
    this.random = new DrawnRandom(() => this.#current);
  }

  /** The seed of the next boot. */
  bootSeed(): number {
    return mixed(this.#current.seed, `boot ${++this.#current.boots}`);
  }

  /**
   * Runs what follows a crash. Many such go on at the same time, and arrive in any order: each draws
   * numbers of its own.
   *
   * @param disk tells the disk that the crash left from others.
   */
  afterCrash<Result>(disk: string, body: () => Promise<Result>): Promise<Result> {
    return this.#afterCrash.run(new Source(mixed(this.#seed, disk)), body);
  }

  /**
   * Lets the reference, where a check uses it on this side, draw from here, too.
   *
   * @returns what puts things back.
   */
  seedThisThread(): () => void {
    const crypto = Object.getOwnPropertyDescriptor(globalThis, "crypto");
    const value = seededCrypto(() => this.#current.next());
    Object.defineProperty(globalThis, "crypto", { value, configurable: true, writable: true });
    return () => {
      if (crypto) Object.defineProperty(globalThis, "crypto", crypto);
    };
  }

  get #current(): Source {
    return this.#afterCrash.getStore() ?? this.#source;
  }
}

class Source {
  readonly seed: number;
  readonly random: Random;
  /** For the reference; a series of its own. */
  readonly next: () => number;
  boots = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.random = new Random(seed);
    this.next = randomIntegers(mixed(seed, "reference"));
  }
}

/** Draws from whatever source is current. */
class DrawnRandom extends Random {
  readonly #current: () => Source;

  constructor(current: () => Source) {
    super(0);
    this.#current = current;
  }

  override uint32(): number {
    return this.#current().random.uint32();
  }
}

/** FNV-1a over the text's code units, from the seed. */
function mixed(seed: number, text: string): number {
  let hash = seed ^ 0x811c_9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193);
  }
  return hash >>> 0;
}
