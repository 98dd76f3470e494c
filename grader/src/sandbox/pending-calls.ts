import { trusted } from "./trusted-timers.ts";

interface PendingCall {
  readonly boot: number;
  readonly what: string;
  readonly dueAt: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * Calls that wait for the student's process, oldest first. As all have the same limit, the oldest is
 * also the first to be overdue, and one timer serves them all.
 */
export class PendingCalls {
  readonly #limitMs: number;
  readonly #onOverdue: () => void;
  readonly #calls = new Map<number, PendingCall>();
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(limitMs: number, onOverdue: () => void) {
    this.#limitMs = limitMs;
    this.#onOverdue = onOverdue;
  }

  /** What has been waited for longest, such as `LogFile.open`; empty when there is nothing. */
  get oldest(): string {
    return this.#calls.values().next().value?.what ?? "";
  }

  /** Starts to wait for a call of a boot; `post` sends it, under an id that is new. */
  add(boot: number, what: string, post: (id: number) => void): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      post(id);
      const dueAt = trusted.now() + this.#limitMs;
      this.#calls.set(id, { boot, what, dueAt, resolve, reject });
      this.#timer ??= this.#watch(this.#limitMs);
      if (this.#calls.size === 1) this.#timer.ref();
    });
  }

  /** True while a call is waited for. */
  has(id: number): boolean {
    return this.#calls.has(id);
  }

  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value);
  }

  reject(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  /** Ends the wait for all calls, or for those of one boot. Their limits no longer count. */
  rejectAll(error: unknown, boot?: number): void {
    for (const [id, call] of this.#calls) {
      if (boot === undefined || call.boot === boot) this.reject(id, error);
    }
  }

  #take(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    // The timer is not set anew for each call, but only a call may keep the trusted side alive.
    if (this.#calls.size === 0) this.#timer?.unref();
    return call;
  }

  #watch(delayMs: number): NodeJS.Timeout {
    return trusted.setTimeout(() => {
      // Answers that arrived while the trusted side was busy are read before this runs.
      trusted.setImmediate(() => this.#check());
    }, delayMs);
  }

  #check(): void {
    this.#timer = undefined;
    const [oldest] = this.#calls.values();
    if (!oldest) return;
    const leftMs = oldest.dueAt - trusted.now();
    if (leftMs > 0) this.#timer = this.#watch(leftMs);
    else this.#onOverdue();
  }
}
