import type { SimFile } from "./sim-file.ts";

/** What a name leads to. */
export type SimNode = SimFile | SimDirectory;

/** A change of a directory that no sync of it has covered yet. Atomic: it survives whole or not. */
export interface DirectoryEdit {
  /** Orders the edits of a whole disk. */
  readonly order: number;
  /** The number of the operation that made it. */
  readonly operation: number;
  readonly kind: "create" | "unlink" | "rename";
  /** The name that is created, removed, or given up by a rename. */
  readonly name: string;
  /** The new name, of a rename. */
  readonly to?: string;
  readonly node: SimNode;
  /** The directory's path at that time. */
  readonly directory: string;
}

/** A directory: the names that are durable, the names a program sees, and the edits between. */
export class SimDirectory {
  readonly kind = "directory";
  readonly durable = new Map<string, SimNode>();
  live = new Map<string, SimNode>();
  pending: DirectoryEdit[] = [];

  edit(edit: DirectoryEdit): void {
    applyNameEdit(this.live, edit, edit.node);
    this.pending.push(edit);
  }

  /** Makes every pending edit durable. Gives what no name leads to any more, even after a crash. */
  sync(): Set<SimNode> {
    const nodes = new Set([...this.durable.values(), ...this.pending.map((edit) => edit.node)]);
    for (const edit of this.pending) applyNameEdit(this.durable, edit, edit.node);
    this.pending = [];
    for (const node of [...this.live.values(), ...this.durable.values()]) nodes.delete(node);
    return nodes;
  }

  /** Forgets that anything is pending, although it is not durable. */
  markClean(): void {
    this.pending = [];
  }

  /** Goes back to what is durable. */
  revert(): void {
    this.live = new Map(this.durable);
    this.pending = [];
  }
}

/** Does to `names` what an edit did; `node` stands for the edit's own, which a fork replaces. */
export function applyNameEdit(
  names: Map<string, SimNode>,
  edit: DirectoryEdit,
  node: SimNode,
): void {
  if (edit.kind === "create") names.set(edit.name, node);
  else if (edit.kind === "unlink") names.delete(edit.name);
  else {
    for (const [name, other] of names) if (other === node) names.delete(name);
    names.set(edit.to ?? edit.name, node);
  }
}
