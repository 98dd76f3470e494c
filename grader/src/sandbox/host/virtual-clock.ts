import { RealDate, realSetImmediate } from "./intrinsics.ts";

type Callback = (...args: unknown[]) => void;

/** What a clock needs from the trusted side, which alone knows the time. */
export interface Alarm {
  set(id: number, delayMs: number): void;
  clear(id: number): void;
}

/** What `setTimeout` and `setInterval` give. */
class Timer {
  readonly #clock: VirtualClock;
  readonly id: number;

  constructor(clock: VirtualClock, id: number) {
    this.#clock = clock;
    this.id = id;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.dispose](): void {
    this.#clock.clear(this);
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }
}

/** The time of one boot. It stands still until the trusted side moves it. */
export class VirtualClock {
  /** Milliseconds since 1970, with a fraction. */
  #now: number;
  /** Milliseconds that have passed, and one more: 0 could be taken for none. */
  #passed = 1;
  readonly #alarm: Alarm;
  readonly #callbacks = new Map<number, Callback>();
  #lastId = 0;

  constructor(now: number, alarm: Alarm) {
    this.#now = now;
    this.#alarm = alarm;
  }

  get now(): number {
    return this.#now;
  }

  /** What `performance.now` tells. It never goes back. */
  get passed(): number {
    return this.#passed;
  }

  /** Goes to another time; back, where a boot is given a disk whose clock begins at 0. */
  moveTo(now: number): void {
    this.#passed += Math.max(0, now - this.#now);
    this.#now = now;
  }

  setTimeout(callback: Callback, delayMs: unknown, args: unknown[]): Timer {
    return this.#set(delayMs, (id) => {
      this.#callbacks.delete(id);
      callback(...args);
    });
  }

  setInterval(callback: Callback, delayMs: unknown, args: unknown[]): Timer {
    return this.#set(delayMs, (id) => {
      this.#alarm.set(id, delayOf(delayMs));
      callback(...args);
    });
  }

  /** Takes what a `set` gave, its number, or anything else. */
  clear(timer: unknown): void {
    const id = timer instanceof Timer ? timer.id : Number(timer);
    if (this.#callbacks.delete(id)) this.#alarm.clear(id);
  }

  /** Runs a timer, unless it was cleared in the meantime. */
  fire(id: number): void {
    this.#callbacks.get(id)?.(id);
  }

  #set(delayMs: unknown, fire: (id: number) => void): Timer {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#callbacks.set(id, () => fire(id));
    this.#alarm.set(id, delayOf(delayMs));
    return new Timer(this, id);
  }
}

/** The globals that tell the time or wait for it, for code that lives on `clock`. */
export function timeOn(clock: VirtualClock): Record<string, unknown> {
  const origin = clock.now;
  return {
    Date: dateOn(clock),
    performance: { now: () => clock.passed, timeOrigin: origin },
    setTimeout: (run: Callback, delayMs: unknown, ...args: unknown[]) =>
      clock.setTimeout(run, delayMs, args),
    setInterval: (run: Callback, delayMs: unknown, ...args: unknown[]) =>
      clock.setInterval(run, delayMs, args),
    clearTimeout: (timer: unknown) => clock.clear(timer),
    clearInterval: (timer: unknown) => clock.clear(timer),
  };
}

function dateOn(clock: VirtualClock): DateConstructor {
  const now = () => Math.floor(clock.now);
  return new Proxy(RealDate, {
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
    apply: () => new RealDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  });
}

/** Runs callbacks once the current input is dealt with, and knows how many wait. */
export class Immediates {
  readonly #waiting = new Set<object>();

  /** How many have not run yet. */
  get size(): number {
    return this.#waiting.size;
  }

  set(callback: Callback, args: unknown[]): object {
    const immediate = {};
    this.#waiting.add(immediate);
    realSetImmediate(() => {
      if (this.#waiting.delete(immediate)) callback(...args);
    });
    return immediate;
  }

  clear(immediate: unknown): void {
    if (typeof immediate === "object" && immediate !== null) this.#waiting.delete(immediate);
  }
}

/** As Node has it: at least 1 ms, and 1 ms for anything that is no delay. */
function delayOf(delayMs: unknown): number {
  const delay = Number(delayMs);
  return delay >= 1 && delay <= 0x7fff_ffff ? Math.trunc(delay) : 1;
}
