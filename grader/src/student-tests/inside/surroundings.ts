/**
 * The first part of what runs in the process: replaces whatever a test could tell one implementation
 * from another by, other than by what it does. It runs before anything of a student's.
 *
 * - Time, random numbers and timers are the same in each run, so that chance fails on all
 *   implementations alike, or on none.
 * - No stack tells a place outside of the tests. That no function tells its text, the host sees to,
 *   and `unreadable.ts` to what V8 itself would tell.
 * - Nothing is printed.
 *
 * @module
 */
import { Immediates, timeOn, VirtualClock } from "../../sandbox/host/virtual-clock.ts";

const BEGAN_AT_MS = Date.UTC(2026, 0, 1);
/** Rounds of the event loop without work after which nothing but a timer can go on. */
const IDLE_ROUNDS = 3;

/** Timers in the order in which they are due. Time moves when there is nothing else to do. */
class IdleTime {
  readonly clock = new VirtualClock(BEGAN_AT_MS, {
    set: (id, delayMs) => this.#set(id, delayMs),
    clear: (id) => void this.#dueAt.delete(id),
  });
  readonly immediates = new Immediates();
  readonly #dueAt = new Map<number, number>();
  readonly #nextRound = setImmediate;
  #state: "still" | "watching" = "still";

  #set(id: number, delayMs: number): void {
    this.#dueAt.set(id, this.clock.now + delayMs);
    if (this.#state === "watching") return;
    this.#state = "watching";
    this.#watch(IDLE_ROUNDS);
  }

  #watch(rounds: number): void {
    this.#nextRound(() => {
      const isBusy = this.immediates.size > 0;
      if (this.#dueAt.size === 0) this.#state = "still";
      else if (isBusy) this.#watch(IDLE_ROUNDS);
      else if (rounds > 0) this.#watch(rounds - 1);
      else this.#fireNext();
    });
  }

  #fireNext(): void {
    const [next] = [...this.#dueAt].sort(([, one], [, other]) => one - other);
    this.#watch(IDLE_ROUNDS);
    if (!next) return;
    const [id, dueAt] = next;
    this.#dueAt.delete(id);
    this.clock.moveTo(Math.max(this.clock.now, dueAt));
    this.clock.fire(id);
  }
}

/** Replaces the globals. `firstLine` is where the tests begin in the script, counted from 1. */
export function surround(firstLine: number): void {
  const time = new IdleTime();
  const { platform, arch, pid, argv, env, version, versions, cwd, nextTick } = process;
  const silent = () => {};
  const globals = {
    ...timeOn(time.clock),
    setImmediate: (run: () => void, ...args: unknown[]) => time.immediates.set(run, args),
    clearImmediate: (immediate: unknown) => time.immediates.clear(immediate),
    crypto,
    process: { platform, arch, pid, argv, env, version, versions, cwd, nextTick },
    console: Object.fromEntries(Object.keys(console).map((name) => [name, silent])),
  };
  for (const [name, value] of Object.entries(globals)) fix(globalThis, name, value);
  fix(Error, "prepareStackTrace", (error: unknown, calls: NodeJS.CallSite[]) => {
    const lines = calls.map((call) => [call.getLineNumber() ?? 0, call.getColumnNumber() ?? 0]);
    const own = lines.filter(([line = 0]) => line >= firstLine);
    const shown = own.map(([line = 0, column]) => `    at tests:${line - firstLine + 1}:${column}`);
    return [describe(error), ...shown].join("\n");
  });
}

function fix(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, configurable: false });
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : "Error";
}
