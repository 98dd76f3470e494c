import type { FileHandle, FileStat } from "../file-system.ts";
import type { Turn } from "./call-runner.ts";
import type { FaultEffect } from "./faults.ts";
import type { Operation, OperationKind } from "./operation-log.ts";
import { SimDirectory, type SimNode } from "./sim-directory.ts";
import type { SimFile } from "./sim-file.ts";
import { Refusal } from "./system-error.ts";
import type { Volume } from "./volume.ts";

/** What a scribble leaves behind: a value that is neither zero nor text. */
const SCRIBBLE = 0xdb;

/** What a handle needs of its disk. */
export interface HandleOwner {
  readonly volume: Volume;
  readonly strict: boolean;
  perform<Result>(operation: Operation, effect: (turn: Turn) => Result): Promise<Result>;
  closed(handle: SimHandle): void;
}

/** An open file or directory of a simulated disk. */
export class SimHandle implements FileHandle {
  readonly path: string;
  readonly #owner: HandleOwner;
  readonly #node: SimNode;
  readonly #flags: string;
  #position = 0;
  #closed: boolean = false;

  constructor(owner: HandleOwner, node: SimNode, path: string, flags: string) {
    this.#owner = owner;
    this.#node = node;
    this.path = path;
    this.#flags = flags;
  }

  async read(buffer: Uint8Array, offset: number, length: number, position: number | null) {
    const operation = this.#operation("read", length);
    return this.#owner.perform(operation, ({ fault }) => {
      const file = this.#openFile("EISDIR");
      const target = partOf(buffer, offset, length);
      const start = this.#start(operation, position, this.#position);
      const wanted = fault?.kind === "short" ? Math.min(length, fault.bytes) : length;
      const bytes = file.live.content.subarray(start, start + wanted);
      target.set(bytes);
      if (this.#owner.strict) target.fill(SCRIBBLE, bytes.length);
      if ((position ?? null) === null) this.#position += bytes.length;
      return { bytesRead: bytes.length };
    });
  }

  async write(buffer: Uint8Array, offset: number, length: number, position: number | null) {
    if (this.#flags !== "rs+") return this.#write(buffer, offset, length, position);
    const written = await this.#write(buffer, offset, length, position);
    const isAlone = this.#node.kind === "file" && this.#node.pending.length <= 1;
    if (isAlone) await this.#sync("datasync");
    return written;
  }

  #write(buffer: Uint8Array, offset: number, length: number, position: number | null) {
    const operation = this.#operation("write", length);
    return this.#owner.perform(operation, ({ number, fault }) => {
      if (this.#flags === "r") throw new Refusal("EBADF");
      const file = this.#openFile("EBADF");
      const source = partOf(buffer, offset, length);
      const appends = this.#flags === "a+";
      const start = this.#start(operation, appends ? file.live.size : position, this.#position);
      const part = source.subarray(0, bytesBefore(fault, length));
      const origin = { operation: number, path: this.path };
      const bytesWritten = this.#owner.volume.write(file, start, part, origin);
      if (fault?.kind === "error") throw new Refusal(fault.code ?? "EIO");
      if ((position ?? null) === null) this.#position = start + bytesWritten;
      if (this.#owner.strict) source.fill(SCRIBBLE, 0, bytesWritten);
      return { bytesWritten };
    });
  }

  async stat(): Promise<FileStat> {
    return this.#owner.perform(this.#operation("stat"), () => {
      this.#assertOpen();
      return statOf(this.#node);
    });
  }

  async truncate(size: number): Promise<void> {
    return this.#owner.perform(this.#operation("truncate", size), ({ number }) => {
      const file = this.#openFile("EINVAL");
      if (this.#flags === "r" || !isOffset(size)) throw new Refusal("EINVAL");
      this.#owner.volume.truncate(file, size, { operation: number, path: this.path });
    });
  }

  async datasync(): Promise<void> {
    return this.#sync("datasync");
  }

  async sync(): Promise<void> {
    return this.#sync("sync");
  }

  /**
   * A second close does nothing, as in Node. A close that fails has closed the handle all the same.
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    return this.#owner.perform(this.#operation("close"), ({ fault }) => {
      if (this.#closed) return;
      this.#closed = true;
      if (this.#node.kind === "file") this.#owner.volume.closed(this.#node);
      this.#owner.closed(this);
      if (fault?.kind === "error") throw new Refusal(fault.code ?? "EIO");
    });
  }

  #sync(kind: "sync" | "datasync"): Promise<void> {
    return this.#owner.perform(this.#operation(kind), ({ fault }) => {
      this.#assertOpen();
      const failure = fault?.kind === "sync-failure" ? fault : undefined;
      const how = { clean: "markClean", revert: "revert", late: "sync" } as const;
      this.#owner.volume.settle(this.#node, failure ? how[failure.mode] : "sync");
      if (failure) throw new Refusal(failure.code ?? "EIO");
    });
  }

  #operation(kind: OperationKind, size?: number): Operation {
    if (size === undefined) return { kind, path: this.path };
    return { kind, path: this.path, size: typeof size === "number" ? size : Number.NaN };
  }

  #start(operation: Operation, position: number | null, current: number): number {
    const start = position ?? current;
    if (!isOffset(start)) throw new Refusal("EINVAL");
    operation.offset = start;
    return start;
  }

  #assertOpen(): void {
    if (this.#closed) throw new Refusal("EBADF");
  }

  #openFile(codeForDirectory: string): SimFile {
    this.#assertOpen();
    if (this.#node instanceof SimDirectory) throw new Refusal(codeForDirectory);
    return this.#node;
  }
}

/** What `stat` tells about a file or directory. A directory's size is 0. */
export function statOf(node: SimNode): FileStat {
  return {
    size: node.kind === "file" ? node.live.size : 0,
    isFile: () => node.kind === "file",
    isDirectory: () => node.kind === "directory",
  };
}

function bytesBefore(fault: FaultEffect | undefined, length: number): number {
  if (fault?.kind === "short") return fault.bytes;
  return fault?.kind === "error" ? (fault.afterBytes ?? 0) : length;
}

function partOf(buffer: Uint8Array, offset: number, length: number): Uint8Array {
  const fits =
    buffer instanceof Uint8Array &&
    isOffset(offset) &&
    isOffset(length) &&
    offset + length <= buffer.byteLength;
  if (!fits) throw new Refusal("EINVAL");
  return new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
}

function isOffset(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
