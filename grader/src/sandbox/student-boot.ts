import type { FileHandle } from "@wal-labs/core";
import type { StackFrames } from "../bundle/stack-frames.ts";
import { type Clock, type Disk, wallClock } from "./disk.ts";
import { DiskServer } from "./disk-server.ts";
import { StudentError } from "./errors.ts";
import { type BootBody, type CallBody, CallKind, type RequestBody } from "./protocol/call.ts";
import { MessageKind } from "./protocol/message.ts";
import { ProtocolError } from "./protocol/protocol-error.ts";
import {
  type ErrorFacts,
  type Reference,
  ReferenceKind,
  type Translator,
} from "./protocol/reference.ts";
import { type RemoteOwner, referenceOfRemote, remoteValue } from "./remote.ts";

/** How a boot reaches the student's process. */
export interface Line {
  /** Sends a message about the boot. */
  post(kind: MessageKind, id: number, body: unknown): void;
  /** Waits for the answer to what `send` sends under the id it is given. `what` is for messages. */
  wait(what: string, send: (id: number) => void): Promise<unknown>;
}

const MAX_TIMERS = 10_000;
const MAX_REQUESTS = 100_000;

/**
 * The trusted side of one boot: its clock and timers, the disks and functions it was given, and what
 * it may refer to. The ids of one boot mean nothing in another.
 */
export class StudentBoot implements Translator, RemoteOwner {
  readonly sendsStacks = false;
  readonly #line: Line;
  readonly #frames: StackFrames;
  readonly #given: object[] = [];
  readonly #ids = new Map<object, Reference>();
  readonly #servers = new Map<number, DiskServer>();
  readonly #remotes = new Map<number, object>();
  readonly #timers = new Map<number, unknown>();
  readonly #reusesArguments: boolean;
  #clock: Clock;
  #toldMs = Number.NaN;
  #requests = 0;
  #end: Error | undefined;

  constructor(line: Line, frames: StackFrames, clock?: Clock, reusesArguments = false) {
    this.#reusesArguments = reusesArguments;
    this.#line = line;
    this.#frames = frames;
    this.#clock = clock ?? wallClock;
  }

  /** The id under which the student's side may use a disk. */
  diskId(disk: Disk): number {
    if (disk.clock && this.#clock === wallClock && this.#timers.size === 0) {
      this.#clock = disk.clock;
    }
    const { id } = this.#give(ReferenceKind.fileSystem, disk);
    if (!this.#servers.has(id)) this.#servers.set(id, new DiskServer(disk));
    return id;
  }

  /** Has the student's process evaluate a script. Rejects with what its top level throws. */
  start(script: number, seed: number, disk: Disk | undefined): Promise<unknown> {
    const diskId = disk ? this.diskId(disk) : 0;
    this.#toldMs = this.#clock.now();
    const body: BootBody = [script, this.#toldMs, seed, diskId];
    return this.#line.wait("your top level", (id) => this.#line.post(MessageKind.boot, id, body));
  }

  /** Has the student's process do what a call says. */
  call([kind, ...rest]: CallBody): Promise<unknown> {
    if (this.#end) return Promise.reject(this.#end);
    const reuses = this.#reusesArguments && kind === CallKind.call;
    const body: CallBody = [reuses ? CallKind.reuse : kind, ...rest];
    const [, path] = rest;
    return this.#line.wait(path.join("."), (id) => this.#post(MessageKind.call, id, body));
  }

  /** Sends a message, after one that tells the time if that has moved. */
  #post(kind: MessageKind, id: number, body: unknown): void {
    if (this.#end) return;
    const nowMs = this.#clock.now();
    if (nowMs !== this.#toldMs) this.#line.post(MessageKind.time, 0, nowMs);
    this.#toldMs = nowMs;
    this.#line.post(kind, id, body);
  }

  /**
   * Does what the student's side asks for, and answers when it is done.
   *
   * @throws a {@link ProtocolError} when it has too much going on at once.
   */
  serve(kind: MessageKind, id: number, body: unknown): void {
    if (kind === MessageKind.setTimer) this.#setTimer(id, body);
    else if (kind === MessageKind.clearTimer) this.#clearTimer(id);
    else if (this.#requests >= MAX_REQUESTS) throw new ProtocolError("Too many requests at once.");
    else void this.#perform(kind, id, body);
  }

  /** Ends the boot: no timer fires, nothing is answered, and calls reject with `reason`. */
  release(reason: Error): void {
    this.#end = reason;
    for (const timer of this.#timers.values()) this.#clock.clearTimeout(timer as never);
    this.#timers.clear();
  }

  reference(value: object): Reference | undefined {
    const remote = referenceOfRemote(value);
    if (remote && remote.owner !== this) throw new TypeError("This value is of another boot.");
    if (remote) return remote.reference;
    if (typeof value === "function") return this.#give(ReferenceKind.callback, value);
    if (value instanceof AbortSignal) return this.#giveSignal(value);
    if (isFile(value)) return this.#giveFile(value);
    if (!isDisk(value)) return undefined;
    return { kind: ReferenceKind.fileSystem, id: this.diskId(value) };
  }

  resolve({ kind, id }: Reference): unknown {
    if (kind !== ReferenceKind.instance && kind !== ReferenceKind.function) {
      return this.#given[id - 1];
    }
    const known = this.#remotes.get(id) ?? remoteValue(this, { kind, id });
    this.#remotes.set(id, known);
    return known;
  }

  revive(facts: ErrorFacts): StudentError {
    return new StudentError(facts, this.#frames);
  }

  emptyObject(): Record<string, unknown> {
    return Object.create(null) as Record<string, unknown>;
  }

  async #perform(kind: MessageKind, id: number, body: unknown): Promise<void> {
    this.#requests += 1;
    try {
      const result = kind === MessageKind.request ? this.#request(body) : this.#callback(body);
      this.#post(MessageKind.answer, id, await result);
    } catch (error) {
      this.#fail(kind, id, error);
    } finally {
      this.#requests -= 1;
    }
  }

  async #request(body: unknown): Promise<unknown> {
    const [disk, file, operation, args] = requestFrom(body);
    const server = this.#servers.get(disk);
    if (!server) throw Object.assign(new Error("ENODEV: there is no disk"), { code: "ENODEV" });
    return server.perform(file, operation, args);
  }

  async #callback(body: unknown): Promise<unknown> {
    const [id, args] = Array.isArray(body) ? (body as unknown[]) : [];
    const callback = this.#given[Number(id) - 1];
    if (typeof callback !== "function" || !Array.isArray(args)) throw new TypeError("no function");
    return Reflect.apply(callback, undefined, args);
  }

  /** Only an error of a callback comes from code that may want the same object back. */
  #fail(kind: MessageKind, id: number, thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const origin = kind === MessageKind.callback ? this.#give(ReferenceKind.thrown, error).id : 0;
    try {
      this.#post(MessageKind.failure, id, [error, origin]);
    } catch {
      this.#post(MessageKind.failure, id, [new Error(error.message), origin]);
    }
  }

  #setTimer(id: number, delayMs: unknown): void {
    if (this.#timers.size >= MAX_TIMERS) throw new ProtocolError("Too many timers.");
    this.#clearTimer(id);
    const timer = this.#clock.setTimeout(() => {
      this.#timers.delete(id);
      this.#post(MessageKind.fire, id, undefined);
    }, Number(delayMs));
    this.#timers.set(id, timer);
  }

  #clearTimer(id: number): void {
    if (!this.#timers.has(id)) return;
    this.#clock.clearTimeout(this.#timers.get(id) as never);
    this.#timers.delete(id);
  }

  #give(kind: ReferenceKind, value: object): Reference {
    const known = this.#ids.get(value);
    if (known) return known;
    const reference = { kind, id: this.#given.push(value) };
    this.#ids.set(value, reference);
    return reference;
  }

  #giveFile(handle: FileHandle): Reference {
    const reference = this.#give(ReferenceKind.file, handle);
    const { id } = reference;
    if (!this.#servers.has(id)) this.#servers.set(id, DiskServer.ofFile(handle));
    return reference;
  }

  #giveSignal(signal: AbortSignal): Reference {
    const isNew = !this.#ids.has(signal);
    const reference = this.#give(ReferenceKind.signal, signal);
    const abort = () => this.#post(MessageKind.abort, reference.id, undefined);
    if (isNew && signal.aborted) queueMicrotask(abort);
    else if (isNew) signal.addEventListener("abort", abort, { once: true });
    return reference;
  }
}

function requestFrom(body: unknown): RequestBody {
  const [disk, file, operation, args] = Array.isArray(body) ? (body as unknown[]) : [];
  const valid = typeof disk === "number" && typeof file === "number" && Array.isArray(args);
  if (valid && typeof operation === "string") return [disk, file, operation, args];
  throw new TypeError("Not a request.");
}

function isDisk(value: object): value is Disk {
  return hasMethods(value, ["open", "rename", "unlink", "readdir"]);
}

function isFile(value: object): value is FileHandle {
  return hasMethods(value, ["read", "write", "truncate", "datasync", "close"]);
}

function hasMethods(value: object, names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(value, name) === "function");
}
