import { namesIn } from "./paths.ts";
import { SharedBytes } from "./shared-bytes.ts";
import { type DirectoryEdit, SimDirectory, type SimNode } from "./sim-directory.ts";
import { type FileEdit, SimFile } from "./sim-file.ts";
import { Refusal } from "./system-error.ts";
import { digestOf, filesIn, forkTree } from "./tree.ts";

/** How much a {@link Volume} holds before it refuses more. */
export interface VolumeLimits {
  /** Bytes in all files together. */
  capacityBytes: number;
  /** Bytes of memory for what was written and not synced. */
  unsyncedLimitBytes: number;
}

const DEFAULT_LIMIT_BYTES = 64 * 1024 * 1024;
const MAX_FILE_SIZE = 2 ** 40;
const EDIT_OVERHEAD_BYTES = 64;
const NO_BYTES = new Uint8Array(0);

/** Where a path leads: the directory it lies in, its last name, and what is there, if anything. */
export interface Place {
  readonly directory: SimDirectory;
  readonly directoryPath: string;
  readonly name: string;
  readonly node: SimNode | undefined;
}

/**
 * A tree of files and directories, each with a durable and a live side. Knows nothing of handles,
 * time or faults. Changes are numbered over the whole volume, so that a crash can replay them in
 * order.
 */
export class Volume {
  readonly root: SimDirectory;
  readonly limits: VolumeLimits;
  /** Grows with each change: equal versions of one volume have equal content. */
  version = 0;
  #usedBytes = 0;
  #unsyncedBytes = 0;

  constructor(limits?: Partial<VolumeLimits>, root = new SimDirectory(), version = 0) {
    this.root = root;
    this.version = version;
    this.limits = {
      capacityBytes: limits?.capacityBytes ?? DEFAULT_LIMIT_BYTES,
      unsyncedLimitBytes: limits?.unsyncedLimitBytes ?? DEFAULT_LIMIT_BYTES,
    };
    for (const { file } of filesIn(root)) {
      this.#usedBytes += file.live.size;
      this.#unsyncedBytes += chargeOf(file.pending);
    }
  }

  /** Bytes in all files together. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** An independent copy, in time proportional to the number of names, not of bytes. */
  fork(): Volume {
    return new Volume(this.limits, forkTree(this.root), this.version);
  }

  /** @throws a {@link Refusal} when a directory on the way is missing or is a file. */
  find(path: string): Place {
    const names = namesIn(path);
    const name = names.pop() ?? "";
    let directory = this.root;
    for (const step of names) {
      const node = directory.live.get(step);
      if (node === undefined) throw new Refusal("ENOENT");
      if (node.kind === "file") throw new Refusal("ENOTDIR");
      directory = node;
    }
    const node = name === "" ? this.root : directory.live.get(name);
    return { directory, directoryPath: `/${names.join("/")}`, name, node };
  }

  /** Gives an absent name a new file or directory. */
  create<Node extends SimNode>(place: Place, node: Node, operation: number): Node {
    this.#editNames(place, { kind: "create", name: place.name, node }, operation);
    return node;
  }

  unlink(place: Place, operation: number): void {
    if (place.node === undefined) throw new Refusal("ENOENT");
    if (place.node.kind === "directory") throw new Refusal("EISDIR");
    this.#unname(place.node);
    this.#editNames(place, { kind: "unlink", name: place.name, node: place.node }, operation);
  }

  /** Gives what is at `from` the name of `to`, replacing a file or an empty directory there. */
  rename(from: Place, to: Place, operation: number): void {
    if (from.node === undefined) throw new Refusal("ENOENT");
    if (from.directory !== to.directory || from.name === "") throw new Refusal("EXDEV");
    if (from.node === to.node) return;
    if (to.node !== undefined) refuseReplacing(from.node, to.node);
    if (to.node?.kind === "file") this.#unname(to.node);
    const edit = { kind: "rename", name: from.name, to: to.name, node: from.node } as const;
    this.#editNames(from, edit, operation);
  }

  /** Writes what fits and says how much that was. Copies `bytes`. */
  write(
    file: SimFile,
    offset: number,
    bytes: Uint8Array,
    origin: { operation: number; path: string },
  ): number {
    const size = file.live.size;
    if (bytes.length === 0) return 0;
    if (offset + bytes.length > MAX_FILE_SIZE) throw new Refusal("EFBIG");
    const largest = size + Math.max(0, this.limits.capacityBytes - this.#usedBytes);
    const fitting = bytes.slice(0, Math.max(0, largest - offset));
    if (fitting.length === 0) throw new Refusal("ENOSPC");
    const sizeAfter = Math.max(size, offset + fitting.length);
    this.#editFile(file, { ...origin, offset, bytes: fitting, sizeBefore: size, sizeAfter });
    return fitting.length;
  }

  truncate(file: SimFile, size: number, origin: { operation: number; path: string }): void {
    const sizeBefore = file.live.size;
    if (size === sizeBefore) return;
    if (size > MAX_FILE_SIZE) throw new Refusal("EFBIG");
    const growth = size - sizeBefore;
    if (growth > 0 && this.#usedBytes + growth > this.limits.capacityBytes) {
      throw new Refusal("ENOSPC");
    }
    const edit = { ...origin, offset: size, bytes: NO_BYTES, sizeBefore, sizeAfter: size };
    this.#editFile(file, edit);
  }

  /** Persists a node's edits, or drops them in one of the ways that a sync can fail. */
  settle(node: SimNode, how: "sync" | "markClean" | "revert"): void {
    this.version++;
    if (node.kind === "directory") {
      for (const orphan of node[how]() ?? []) this.#orphan(orphan);
      return;
    }
    this.#unsyncedBytes -= chargeOf(node.pending);
    this.#usedBytes -= node.live.size;
    node[how]();
    this.#usedBytes += node.live.size;
  }

  /** Tells the volume that a handle was opened: a file without a name lives until its last one. */
  opened(file: SimFile): void {
    file.openHandles += 1;
  }

  closed(file: SimFile): void {
    file.openHandles -= 1;
    if (file.openHandles === 0 && !file.named) this.#usedBytes -= file.live.size;
  }

  /** Puts a file there that is durable in bytes, size and name, with the directories on its way. */
  place(path: string, bytes: Uint8Array): void {
    const names = namesIn(path);
    const name = names.pop();
    if (name === undefined) throw new Refusal("EISDIR");
    let directory = this.root;
    for (const step of names) {
      const next = directory.live.get(step) ?? addDurably(directory, step, new SimDirectory());
      if (next.kind === "file") throw new Refusal("ENOTDIR");
      directory = next;
    }
    const old = directory.live.get(name);
    if (old?.kind === "directory") throw new Refusal("EISDIR");
    if (old !== undefined) this.#unname(old);
    this.#usedBytes += bytes.length;
    addDurably(directory, name, new SimFile(new SharedBytes(bytes.slice())));
    this.version++;
  }

  /** Equal for volumes that no program can tell apart, however they crash from here. */
  digest(): string {
    return digestOf(this.root);
  }

  #unname(file: SimFile): void {
    file.named = false;
    if (file.openHandles === 0) this.#usedBytes -= file.live.size;
  }

  #orphan(node: SimNode): void {
    if (node.kind === "directory") return;
    this.#unsyncedBytes -= chargeOf(node.pending);
    node.pending = [];
    node.orphaned = true;
  }

  #editNames(
    place: Place,
    edit: Omit<DirectoryEdit, "order" | "operation" | "directory">,
    operation: number,
  ): void {
    const order = ++this.version;
    place.directory.edit({ ...edit, order, operation, directory: place.directoryPath });
  }

  #editFile(file: SimFile, edit: Omit<FileEdit, "order">): void {
    const charge = file.orphaned ? 0 : chargeOf([edit]);
    if (this.#unsyncedBytes + charge > this.limits.unsyncedLimitBytes) throw new Refusal("ENOSPC");
    this.#unsyncedBytes += charge;
    this.#usedBytes += edit.sizeAfter - edit.sizeBefore;
    file.edit({ ...edit, order: ++this.version });
  }
}

function refuseReplacing(node: SimNode, target: SimNode): void {
  if (node.kind === "file" && target.kind === "directory") throw new Refusal("EISDIR");
  if (node.kind === "directory" && target.kind === "file") throw new Refusal("ENOTDIR");
  if (target.kind === "directory" && target.live.size > 0) throw new Refusal("ENOTEMPTY");
}

function chargeOf(edits: readonly { bytes: Uint8Array }[]): number {
  return edits.reduce((sum, edit) => sum + edit.bytes.length + EDIT_OVERHEAD_BYTES, 0);
}

function addDurably<Node extends SimNode>(directory: SimDirectory, name: string, node: Node): Node {
  directory.live.set(name, node);
  directory.durable.set(name, node);
  return node;
}
