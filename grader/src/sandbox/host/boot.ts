import {
  type CallBody,
  CallKind,
  LONE_FILE,
  propertyOf,
  type RequestBody,
} from "../protocol/call.ts";
import { MessageKind } from "../protocol/message.ts";
import { randomIntegers, seededCrypto } from "./random.ts";
import { References } from "./references.ts";
import { type Ask, RemoteFileHandle, RemoteFileSystem, type Reply } from "./remote-file-system.ts";
import type { Surroundings } from "./script.ts";
import { studentProcess } from "./student-process.ts";
import { type Immediates, timeOn, VirtualClock } from "./virtual-clock.ts";

/** Sends a message about a boot. */
export type Post = (kind: MessageKind, id: number, body: unknown) => void;

/** One life of the student's module: its own state, clock and random numbers. */
export class Boot {
  /** What the bundle exports, once it was evaluated. */
  exports: object | undefined;
  readonly references: References;
  readonly clock: VirtualClock;
  readonly #post: Post;
  readonly #replies = new Map<number, (reply: Reply) => void>();
  readonly #signals = new Map<number, AbortController>();
  #state: "live" | "released" = "live";
  #lastRequest = 0;

  constructor(post: Post, nowMs: number) {
    this.#post = (kind, id, body) => {
      if (this.#state === "live") post(kind, id, body);
    };
    this.references = new References({
      fileSystem: (id) => this.#fileSystem(id),
      callback: (id) => this.#callback(id),
      signal: (id) => this.#signal(id),
      file: (id) => new RemoteFileHandle(this.#askDisk(id), LONE_FILE),
    });
    this.clock = new VirtualClock(nowMs, {
      set: (id, delayMs) => this.#post(MessageKind.setTimer, id, delayMs),
      clear: (id) => this.#post(MessageKind.clearTimer, id, undefined),
    });
  }

  /** What a bundle sees in place of the globals of the same names. */
  surroundings(seed: number, disk: number, immediates: Immediates): Surroundings {
    const next = randomIntegers(seed);
    Math.random = () => next() / 2 ** 32;
    return {
      remoteFileSystem: this.#fileSystem(disk),
      process: studentProcess(() => this.clock.now),
      crypto: seededCrypto(next),
      ...timeOn(this.clock),
      setImmediate: (run: () => void, ...args: unknown[]) => immediates.set(run, args),
      clearImmediate: (immediate: unknown) => immediates.clear(immediate),
    };
  }

  /** Ends this life: nothing more leaves it. */
  release(): void {
    this.#state = "released";
    this.#replies.clear();
  }

  /** Does what a call says, and gives what it gives. */
  call([kind, target, path, args]: CallBody): unknown {
    let owner: unknown;
    let value: unknown = target === 0 ? this.exports : this.references.objectOf(target);
    for (const name of path) {
      // A function of a module is called without `this`, as an import is.
      owner = value === this.exports ? undefined : value;
      value = Reflect.get(Object(value), propertyOf(name), value);
    }
    if (kind === CallKind.get) return value;
    if (kind === CallKind.iterate) return iteratorOf(value);
    if (typeof value !== "function") throw new TypeError(`${path.join(".")} is not a function`);
    if (kind === CallKind.construct) return Reflect.construct(value, args);
    const result: unknown = Reflect.apply(value, owner, args);
    return kind === CallKind.reuse ? thenOverwrite(result, args) : result;
  }

  /** Passes on what the trusted side answered to a request or callback. */
  reply(id: number, reply: Reply): void {
    this.#replies.get(id)?.(reply);
    this.#replies.delete(id);
  }

  /** Aborts a signal that was passed in. */
  abort(id: number, reason: unknown): void {
    this.#signals.get(id)?.abort(reason);
  }

  #ask(kind: MessageKind, body: unknown): Promise<Reply> {
    this.#lastRequest += 1;
    const id = this.#lastRequest;
    this.#post(kind, id, body);
    return new Promise((resolve) => this.#replies.set(id, resolve));
  }

  #fileSystem(disk: number): object {
    return new RemoteFileSystem(this.#askDisk(disk));
  }

  #askDisk(disk: number): Ask {
    return (file, operation, args) => {
      const body: RequestBody = [disk, file, operation, args];
      return this.#ask(MessageKind.request, body);
    };
  }

  #callback(id: number): object {
    return async (...args: unknown[]) => {
      const reply = await this.#ask(MessageKind.callback, [id, args]);
      if (reply.kind === "answer") return reply.value;
      this.references.rememberThrown(reply.error, reply.thrown);
      throw reply.error;
    };
  }

  #signal(id: number): object {
    const controller = new AbortController();
    this.#signals.set(id, controller);
    return controller.signal;
  }
}

function iteratorOf(value: unknown): unknown {
  const iterable = Object(value) as Partial<AsyncIterable<unknown> & Iterable<unknown>>;
  return iterable[Symbol.asyncIterator]?.() ?? iterable[Symbol.iterator]?.();
}

/** Gives the result, at once or later, when the arguments' bytes are no longer what they were. */
function thenOverwrite(result: unknown, args: readonly unknown[]): unknown {
  if (!(result instanceof Promise)) {
    overwrite(args);
    return result;
  }
  return result.then((value: unknown) => thenOverwrite(value, args));
}

function overwrite(value: unknown): void {
  if (value instanceof Uint8Array) value.fill(0xaa);
  else if (typeof value === "object" && value !== null) Object.values(value).forEach(overwrite);
}
