/**
 * A disk that can lose power. What it does to a program, and nothing else:
 *
 * **Two crashes.** `process`: the program dies; what it had written is still there, and still not
 * durable; handles are gone. `power`: all that was not synced is at the mercy of the disk.
 *
 * **What power takes.** What was not synced falls into units, each of which is lost or kept on its
 * own, whatever order they were written in:
 *
 * - the part of one write that lies in one 512-byte sector: new, old, or garbage;
 * - a change of a file's size: new or old. A write beyond the end is both bytes and a size; bytes
 *   beyond the size that survived cannot be seen, and a gap reads as zeros;
 * - an edit of a directory (create, mkdir, unlink, rename): new or old. A rename is atomic and
 *   takes its file along. A name that was given up by a rename and then taken again is the one
 *   exception to independence: the later edit survives only together with the rename.
 *
 * **What power cannot take.** `sync` and `datasync` of a file make its bytes and size durable, not
 * its name; `sync` of a directory makes its names durable, not their bytes. No crash damages what
 * was synced and not changed since. A write through `rs+` is a write and a `datasync` of its own, but
 * only while nothing else of the file is unsynced: beyond that it promises nothing, so do not rely on it.
 *
 * **Faults**, which {@link SimDisk.inject} sets: any call can fail; reads and writes can be short;
 * a write can fail half done; a sync can fail and mark clean, fail and revert, or fail late; a
 * close can fail. A full disk writes what fits, then fails with `ENOSPC`.
 *
 * **Order and time.** A call takes effect one microtask after it is made, in the order of the
 * calls, unless a scheduler decides otherwise. Each costs virtual time: see {@link
 * DEFAULT_COSTS_US}.
 *
 * **Not modelled:** links, permissions, removal of directories, reordering of calls that were not
 * awaited (the interleaving explorer does that), damage to what was synced (`flipBit` does that).
 *
 * @module
 */
import type { FileHandle, FileStat, FileSystem, OpenFlag } from "../file-system.ts";
import { CallRunner, type Scheduler, systemError, type Turn } from "./call-runner.ts";
import { VirtualClock } from "./clock.ts";
import type { CrashPlan } from "./crash-plan.ts";
import { CrashPoint, type PendingUnit } from "./crash-point.ts";
import type { FaultEffect, FaultTarget } from "./faults.ts";
import type { LoggedOperation, Operation, OperationKind } from "./operation-log.ts";
import { absolutePath, byName, scrambled } from "./paths.ts";
import { SimDirectory } from "./sim-directory.ts";
import { SimFile } from "./sim-file.ts";
import { type HandleOwner, SimHandle, statOf } from "./sim-handle.ts";
import { Refusal } from "./system-error.ts";
import { filesIn } from "./tree.ts";
import { type Place, Volume } from "./volume.ts";

const OPEN_FLAGS: ReadonlySet<string> = new Set(["r", "r+", "rs+", "w+", "wx+", "a+"]);

/** How a {@link SimDisk} differs from the default one. */
export interface SimDiskOptions {
  /** Chooses the order of `readdir`. Default 0. */
  readonly seed?: number;
  /** Scribbles over what a write has taken and over the unused part of a read's buffer. */
  readonly strict?: boolean;
  /** Bytes in all files together; default 64 MiB. */
  readonly capacityBytes?: number;
  /** Bytes of memory for what was written and not synced; default 64 MiB. `ENOSPC` beyond. */
  readonly unsyncedLimitBytes?: number;
  /** Operations after which each further one fails with `EDQUOT`; default a million. */
  readonly operationLimit?: number;
  /** Replaces some of {@link DEFAULT_COSTS_US}. */
  readonly costsUs?: Partial<Record<OperationKind, number>>;
  /** Default a new clock at 0. */
  readonly clock?: VirtualClock;
}

/** A disk as it was at one moment: what could be found on it, had it crashed just then. */
export interface DiskSnapshot {
  /** What was not synced. */
  readonly units: readonly PendingUnit[];
  /** A new disk, with a new clock, log and no faults, as `plan` leaves it. */
  crash(plan: CrashPlan): SimDisk;
}

/**
 * See the head of this file for what it can do to a program. Deterministic: no call asks the world.
 */
export class SimDisk implements FileSystem {
  readonly clock: VirtualClock;
  readonly #options: SimDiskOptions;
  readonly #volume: Volume;
  readonly #runner: CallRunner;
  readonly #handles = new Set<SimHandle>();
  readonly #owner: HandleOwner;

  /** @param volume what is on it; default an empty root directory. */
  constructor(options: SimDiskOptions = {}, volume = new Volume(options)) {
    this.#options = options;
    this.#volume = volume;
    this.clock = options.clock ?? new VirtualClock();
    const runner = new CallRunner(this.clock, options.operationLimit, options.costsUs);
    this.#runner = runner;
    this.#owner = {
      volume,
      strict: options.strict ?? false,
      perform: (operation, effect) => runner.perform(operation, effect),
      closed: (handle) => this.#handles.delete(handle),
    };
  }

  async open(path: string, flags: OpenFlag): Promise<FileHandle> {
    const shown = OPEN_FLAGS.has(flags) ? flags : "?";
    const operation = { kind: "open", path: absolute(path, "open"), flags: shown } as const;
    return this.#runner.perform(operation, this.#open(operation.path, flags), { path });
  }

  /**
   * Gives `from` the name `to` in the same directory, replacing what was there.
   *
   * @throws `EXDEV` when the directories differ: this disk keeps the crash model simple.
   */
  async rename(from: string, to: string): Promise<void> {
    const [path, target] = [absolute(from, "rename"), absolute(to, "rename")];
    const effect = ({ number }: Turn): void => {
      this.#volume.rename(this.#volume.find(path), this.#volume.find(target), number);
    };
    const operation = { kind: "rename", path, to: target } as const;
    return this.#runner.perform(operation, effect, { path: from, dest: to });
  }

  async unlink(path: string): Promise<void> {
    return this.#onPath("unlink", path, (place, { number }) => this.#volume.unlink(place, number));
  }

  /** The names in a directory, in an order that is none: whoever needs one sorts. */
  async readdir(path: string): Promise<string[]> {
    return this.#onPath("readdir", path, ({ node }) => {
      if (node === undefined) throw new Refusal("ENOENT");
      if (node.kind === "file") throw new Refusal("ENOTDIR");
      return scrambled([...node.live.keys()], this.#options.seed ?? 0);
    });
  }

  async mkdir(path: string): Promise<void> {
    return this.#onPath("mkdir", path, (place, { number }) => {
      if (place.node !== undefined) throw new Refusal("EEXIST");
      this.#volume.create(place, new SimDirectory(), number);
    });
  }

  async stat(path: string): Promise<FileStat> {
    return this.#onPath("stat", path, ({ node }) => {
      if (node === undefined) throw new Refusal("ENOENT");
      return statOf(node);
    });
  }

  /** Orders concurrent operations. Unset, they take effect in the order of the calls. */
  set scheduler(scheduler: Scheduler | undefined) {
    this.#runner.scheduler = scheduler;
  }

  /**
   * Makes syncs slow: each waits for what `drain` gives before it takes effect, such as the program
   * having done all that it does without waiting for the sync. Unset, a sync is as quick as the rest.
   */
  set slowSyncs(drain: (() => Promise<void>) | undefined) {
    this.#runner.beforeSync = drain;
  }

  /** What was done so far, oldest first. Operation `n` is at index `n - 1`. */
  get log(): readonly LoggedOperation[] {
    return this.#runner.log;
  }

  /** Handles that were opened and not closed: what a program that leaks none leaves at 0. */
  get openHandles(): number {
    return this.#handles.size;
  }

  /** The paths that {@link openHandles} counts, as they were opened. */
  get openPaths(): string[] {
    return [...this.#handles].map((handle) => handle.path);
  }

  /** Bytes in all files together. */
  get usedBytes(): number {
    return this.#volume.usedBytes;
  }

  /** Bytes that still fit. Set it to `n` for a disk that is full after `n` more bytes. */
  get freeBytes(): number {
    return Math.max(0, this.#volume.limits.capacityBytes - this.#volume.usedBytes);
  }

  set freeBytes(bytes: number) {
    this.#volume.limits.capacityBytes = this.#volume.usedBytes + bytes;
  }

  /** Grows with each change of the disk; unchanged means that nothing on it is. */
  get version(): number {
    return this.#volume.version;
  }

  /** 64 bits as text, equal for disks with equal content, durable and not. */
  get digest(): string {
    return this.#volume.digest();
  }

  /** Sets a fault for operations to come. */
  inject(target: FaultTarget, effect: FaultEffect): void {
    this.#runner.faults.add(target, effect);
  }

  /** Takes all faults back. */
  clearFaults(): void {
    this.#runner.faults.clear();
  }

  /**
   * Calls `listener` before each operation, when the disk has seen all earlier ones and not this
   * one. Gives a function that takes the listener away.
   */
  beforeOperation(listener: (operation: Operation) => void): () => void {
    this.#runner.listeners.add(listener);
    return () => this.#runner.listeners.delete(listener);
  }

  /** What a power failure could take now, in the order of the operations. */
  pendingUnits(): readonly PendingUnit[] {
    return this.snapshot().units;
  }

  /** The disk as it is now, for as many crashes as wanted. Costs little: no bytes are copied. */
  snapshot(): DiskSnapshot {
    const point = new CrashPoint(this.#volume.fork());
    const startMs = this.clock.now();
    return {
      units: point.units,
      crash: (plan) => {
        const options = { ...this.#options, clock: new VirtualClock(startMs) };
        return new SimDisk(options, point.crash(plan));
      },
    };
  }

  /** The disk that the next boot finds after this crash. This one goes on running. */
  crash(plan: CrashPlan): SimDisk {
    return this.snapshot().crash(plan);
  }

  /** A copy of a file's bytes as a program sees them. @throws when it is absent. */
  readFile(path: string): Uint8Array {
    return this.#file(path).live.content.slice();
  }

  /** A copy of a file's bytes as far as they are durable. @throws when no program sees the name. */
  durableFile(path: string): Uint8Array {
    return this.#file(path).durable.content.slice();
  }

  /** The absolute paths of all files that a program sees, sorted. */
  filePaths(): string[] {
    return Array.from(filesIn(this.#volume.root), ({ path }) => path).sort(byName);
  }

  /** Puts a file there, durable in bytes and name, with the directories on its way. Not logged. */
  writeFile(path: string, bytes: Uint8Array): void {
    this.#volume.place(path, bytes);
  }

  /** Damages a file for good, as bad media do; bit 0 is the lowest bit of the first byte. */
  flipBit(path: string, bit: number): void {
    const { live, durable } = this.#file(path);
    const index = Math.floor(bit / 8);
    for (const side of [live, durable]) {
      const byte = side.content[index];
      if (byte !== undefined) side.write(index, Uint8Array.of(byte ^ (1 << (bit % 8))));
    }
    this.#volume.version++;
  }

  #open(path: string, flags: OpenFlag): (turn: Turn) => SimHandle {
    return ({ number }) => {
      const node = this.#nodeToOpen(this.#volume.find(path), flags, number);
      if (node.kind === "file") this.#volume.opened(node);
      const handle = new SimHandle(this.#owner, node, path, flags);
      this.#handles.add(handle);
      return handle;
    };
  }

  #nodeToOpen(place: Place, flags: OpenFlag, operation: number): SimFile | SimDirectory {
    const { node, directoryPath, name } = place;
    if (!OPEN_FLAGS.has(flags)) throw new Refusal("EINVAL");
    if (node === undefined) {
      if (flags === "r" || flags === "r+" || flags === "rs+") throw new Refusal("ENOENT");
      return this.#volume.create(place, new SimFile(), operation);
    }
    if (flags === "wx+") throw new Refusal("EEXIST");
    if (node.kind === "directory") {
      if (flags === "r") return node;
      throw new Refusal("EISDIR");
    }
    const path = directoryPath === "/" ? `/${name}` : `${directoryPath}/${name}`;
    if (flags === "w+") this.#volume.truncate(node, 0, { operation, path });
    return node;
  }

  #onPath<Result>(
    kind: OperationKind,
    given: string,
    effect: (place: Place, turn: Turn) => Result,
  ): Promise<Result> {
    const path = absolute(given, kind);
    const onPlace = (turn: Turn): Result => effect(this.#volume.find(path), turn);
    return this.#runner.perform({ kind, path }, onPlace, { path: given });
  }

  #file(path: string): SimFile {
    const { node } = this.#volume.find(path);
    if (node?.kind !== "file") throw new RangeError(`There is no file ${path} on this disk.`);
    return node;
  }
}

function absolute(path: string, kind: OperationKind): string {
  try {
    return absolutePath(path);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw systemError(error.code, kind, { path: String(path) });
  }
}
