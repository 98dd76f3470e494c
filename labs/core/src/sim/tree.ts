import { Hash64 } from "./hash.ts";
import { byName } from "./paths.ts";
import { SimDirectory, type SimNode } from "./sim-directory.ts";
import type { SimFile } from "./sim-file.ts";

/** The files that a program sees under a directory, each with its path. */
export function* filesIn(
  directory: SimDirectory,
  prefix = "",
): Generator<{ path: string; file: SimFile }> {
  for (const [name, node] of directory.live) {
    const path = `${prefix}/${name}`;
    if (node.kind === "file") yield { path, file: node };
    else yield* filesIn(node, path);
  }
}

/** An independent copy of a tree, both sides of it, in which each node is copied once. */
export function forkTree(directory: SimDirectory): SimDirectory {
  const forks = new Map<SimNode, SimNode>();
  const forkOf = (node: SimNode): SimNode => {
    let fork = forks.get(node);
    if (fork === undefined) {
      fork = node.kind === "file" ? node.fork() : forkTree(node);
      forks.set(node, fork);
    }
    return fork;
  };
  const fork = new SimDirectory();
  for (const [name, node] of directory.durable) fork.durable.set(name, forkOf(node));
  for (const [name, node] of directory.live) fork.live.set(name, forkOf(node));
  fork.pending = directory.pending.map((edit) => ({ ...edit, node: forkOf(edit.node) }));
  return fork;
}

/** Equal for trees that no program can tell apart, however they crash from here. */
export function digestOf(root: SimDirectory): string {
  const hash = new Hash64();
  hashDirectory(hash, root);
  return hash.digest();
}

function hashDirectory(hash: Hash64, directory: SimDirectory): void {
  const { live, durable, pending } = directory;
  hashNames(hash, live);
  const isSettled =
    live.size === durable.size && [...live].every(([name, node]) => durable.get(name) === node);
  if (isSettled && pending.length === 0) return;
  hashNames(hash, durable);
  for (const { kind, name, to = "" } of pending) hash.text(kind).text(name).text(to);
}

function hashNames(hash: Hash64, names: Map<string, SimNode>): void {
  hash.number(names.size);
  for (const name of [...names.keys()].sort(byName)) {
    const node = names.get(name);
    hash.text(name);
    if (node?.kind === "file") hashFile(hash, node);
    else if (node !== undefined) hashDirectory(hash, node);
  }
}

function hashFile(hash: Hash64, { live, durable, pending }: SimFile): void {
  hash.bytes(live.content);
  if (pending.length === 0 && live.equals(durable)) return;
  hash.bytes(durable.content);
  for (const edit of pending) hash.number(edit.offset).number(edit.sizeAfter).bytes(edit.bytes);
}
