import { allMicrotasks } from "./macrotask.ts";

interface Timer {
  readonly callback: () => void;
  readonly everyUs: number | undefined;
  dueUs: number;
}

/**
 * Virtual time. It moves only when the disk does something or {@link advance} is called, so a
 * measured time is a count and the same on every machine. Kept in whole microseconds.
 */
export class VirtualClock {
  #nowUs: number;
  #nextId = 1;
  readonly #timers = new Map<number, Timer>();

  constructor(startMs = 0) {
    this.#nowUs = Math.round(startMs * 1000);
  }

  /** Milliseconds since the disk was made, to the microsecond. */
  now(): number {
    return this.#nowUs / 1000;
  }

  /** Timers that are set and have not fired: what a log that closed properly leaves at 0. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Calls `callback` once, `delayMs` of virtual time from now. Gives the id to clear it with. */
  setTimeout(callback: () => void, delayMs = 0): number {
    return this.#add(callback, delayMs, undefined);
  }

  /** Calls `callback` each `everyMs` of virtual time until it is cleared. */
  setInterval(callback: () => void, everyMs: number): number {
    const everyUs = Math.max(1, toMicroseconds(everyMs));
    return this.#add(callback, everyUs / 1000, everyUs);
  }

  /** Takes a timer back; an id that is unknown or has fired is ignored. */
  clearTimeout(id: number | undefined): void {
    if (id !== undefined) this.#timers.delete(id);
  }

  /** The same as {@link clearTimeout}. */
  clearInterval(id: number | undefined): void {
    this.clearTimeout(id);
  }

  /**
   * Moves time on by `ms`, firing each timer at its own time and letting what it wakes run before
   * the next.
   */
  async advance(ms: number, drain: () => Promise<void> = allMicrotasks): Promise<void> {
    const endUs = this.#nowUs + toMicroseconds(ms);
    while (this.#fireNext(endUs)) await drain();
    this.#nowUs = Math.max(this.#nowUs, endUs);
  }

  /** Moves time to the next timer and fires it; false when there is none. */
  fireNext(): boolean {
    return this.#fireNext(Number.POSITIVE_INFINITY);
  }

  /** Moves time on by the cost of an operation, firing nothing. */
  spend(microseconds: number): void {
    this.#nowUs += microseconds;
  }

  /** Fires what has come due. */
  fireDue(): void {
    if (this.#timers.size === 0) return;
    const endUs = this.#nowUs;
    while (this.#fireNext(endUs));
  }

  #add(callback: () => void, delayMs: number, everyUs: number | undefined): number {
    const id = this.#nextId++;
    this.#timers.set(id, { callback, everyUs, dueUs: this.#nowUs + toMicroseconds(delayMs) });
    return id;
  }

  #fireNext(endUs: number): boolean {
    const [id, timer] = this.#earliest();
    if (timer === undefined || timer.dueUs > endUs) return false;
    this.#nowUs = Math.max(this.#nowUs, timer.dueUs);
    if (timer.everyUs === undefined) this.#timers.delete(id);
    else timer.dueUs += timer.everyUs;
    queueMicrotask(timer.callback); // its exceptions are its own, as with a real timer
    return true;
  }

  #earliest(): [id: number, timer: Timer | undefined] {
    let earliest: [number, Timer | undefined] = [0, undefined];
    for (const [id, timer] of this.#timers) {
      if (earliest[1] === undefined || timer.dueUs < earliest[1].dueUs) earliest = [id, timer];
    }
    return earliest;
  }
}

function toMicroseconds(ms: number): number {
  const microseconds = Math.round(ms * 1000);
  return microseconds > 0 ? Math.min(microseconds, Number.MAX_SAFE_INTEGER / 2) : 0;
}
