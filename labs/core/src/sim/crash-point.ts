import type { CrashPlan, Fate } from "./crash-plan.ts";
import { Random } from "./random.ts";
import type { SharedBytes } from "./shared-bytes.ts";
import { applyNameEdit, type DirectoryEdit, SimDirectory, type SimNode } from "./sim-directory.ts";
import { type FileEdit, SimFile, sectorsOf } from "./sim-file.ts";
import { Volume } from "./volume.ts";

/** The smallest thing that a power failure can take or leave. */
export interface PendingUnit {
  /** Part of a write inside one sector; a change of a file's size; a change of a directory. */
  readonly kind: "sector" | "size" | "name";
  /** The number of the operation it belongs to. */
  readonly operation: number;
  readonly path: string;
  /** Such as `bytes 64–112 of /wal/log`, `size of /wal/log 64→112` or `name /wal/log`. */
  readonly description: string;
  /** Of a sector: the bytes of the file it covers, `[start, end)`. */
  readonly start?: number;
  readonly end?: number;
}

/** A volume at the moment of a crash, from which any number of outcomes can be made. */
export class CrashPoint {
  /** In the order of the operations they belong to. */
  readonly units: readonly PendingUnit[];
  readonly #volume: Volume;
  readonly #firstUnits = new Map<FileEdit | DirectoryEdit, number>();

  /** @param volume a fork that nobody changes any more. */
  constructor(volume: Volume) {
    this.#volume = volume;
    const units: PendingUnit[] = [];
    for (const edit of pendingEdits(volume.root)) {
      this.#firstUnits.set(edit, units.length);
      units.push(...unitsOf(edit));
    }
    this.units = units;
  }

  /**
   * The volume that the next boot finds. What was synced is in it whatever the plan says.
   *
   * @throws a `RangeError` when the plan names another number of units than there are, or garbage
   * for a unit that is not a sector.
   */
  crash(plan: CrashPlan): Volume {
    if (plan.kind === "process") return this.#volume.fork();
    const fates = this.#fatesOf(plan.fates);
    const root = this.#crashDirectory(this.#volume.root, fates, plan.seed ?? 0);
    return new Volume(this.#volume.limits, root, this.#volume.version);
  }

  #fatesOf(fates: readonly Fate[] | Fate): readonly Fate[] {
    const { units } = this;
    if (fates === "garbage")
      return units.map((unit) => (unit.kind === "sector" ? "garbage" : "new"));
    if (typeof fates === "string") return units.map(() => fates);
    if (fates.length !== units.length) {
      throw new RangeError(`The plan has ${fates.length} fates for ${units.length} pending units.`);
    }
    const wrong = units.find((unit, index) => unit.kind !== "sector" && fates[index] === "garbage");
    if (wrong) throw new RangeError(`Only a sector can turn to garbage, not ${wrong.description}.`);
    return fates;
  }

  #firstUnit(edit: FileEdit | DirectoryEdit): number {
    return this.#firstUnits.get(edit) ?? 0;
  }

  #crashDirectory(directory: SimDirectory, fates: readonly Fate[], seed: number): SimDirectory {
    const crashed = new Map<SimNode, SimNode>();
    const crash = (node: SimNode): SimNode => {
      const known = crashed.get(node);
      if (known !== undefined) return known;
      const isFile = node.kind === "file";
      const after = isFile
        ? this.#crashFile(node, fates, seed)
        : this.#crashDirectory(node, fates, seed);
      crashed.set(node, after);
      return after;
    };
    const after = new SimDirectory();
    for (const [name, node] of directory.durable) after.durable.set(name, crash(node));
    for (const edit of this.#survivingNames(directory.pending, fates)) {
      applyNameEdit(after.durable, edit, crash(edit.node));
    }
    after.live = new Map(after.durable);
    return after;
  }

  /**
   * The edits that survive. A name that was given up by renames and then taken again cannot lead to
   * two files, so the edit that takes it brings all of these renames along.
   */
  #survivingNames(edits: readonly DirectoryEdit[], fates: readonly Fate[]): DirectoryEdit[] {
    const freed = new Set<string>();
    const survivors: DirectoryEdit[] = [];
    for (const edit of edits.toReversed()) {
      const forced = edit.kind === "rename" && freed.has(edit.name);
      if (!forced && fates[this.#firstUnit(edit)] !== "new") continue;
      survivors.push(edit);
      if (edit.kind === "create") freed.add(edit.name);
      if (edit.kind === "rename") freed.add(edit.to ?? "");
    }
    return survivors.reverse();
  }

  /**
   * Replays the surviving parts in order. Bytes beyond the size stay out of sight until a surviving
   * size covers them; a surviving size clears all that lay beyond it.
   */
  #crashFile(file: SimFile, fates: readonly Fate[], seed: number): SimFile {
    const image = file.durable.fork();
    let size = image.size;
    for (const edit of file.pending) {
      let unit = this.#firstUnit(edit);
      for (const sector of sectorsOf(edit)) {
        writeSector(image, edit, sector, fates[unit] ?? "old", seed + unit);
        unit += 1;
      }
      if (edit.sizeAfter === edit.sizeBefore || fates[unit] !== "new") continue;
      size = edit.sizeAfter;
      if (image.size > size) image.resize(size);
    }
    if (image.size !== size) image.resize(size);
    return new SimFile(image);
  }
}

function writeSector(
  image: SharedBytes,
  edit: FileEdit,
  { start, end }: { start: number; end: number },
  fate: Fate,
  seed: number,
): void {
  if (fate === "old") return;
  const bytes =
    fate === "new"
      ? edit.bytes.subarray(start - edit.offset, end - edit.offset)
      : new Random(Math.imul(seed, 0x9e37_79b1)).bytes(end - start);
  image.write(start, bytes);
}

function pendingEdits(root: SimDirectory): (FileEdit | DirectoryEdit)[] {
  const edits: (FileEdit | DirectoryEdit)[] = [];
  const seen = new Set<SimNode>();
  const visit = (node: SimNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    edits.push(...node.pending);
    if (node.kind === "file") return;
    for (const child of node.durable.values()) visit(child);
    for (const child of node.live.values()) visit(child);
    for (const edit of node.pending) visit(edit.node);
  };
  visit(root);
  return edits.sort((one, other) => one.order - other.order);
}

function unitsOf(edit: FileEdit | DirectoryEdit): PendingUnit[] {
  if ("directory" in edit) return [unitOfName(edit)];
  const { operation, path, sizeBefore, sizeAfter } = edit;
  const units: PendingUnit[] = sectorsOf(edit).map(({ start, end }) => {
    const description = `bytes ${start}–${end} of ${path}`;
    return { kind: "sector", operation, path, description, start, end };
  });
  if (sizeBefore !== sizeAfter) {
    const description = `size of ${path} ${sizeBefore}→${sizeAfter}`;
    units.push({ kind: "size", operation, path, description });
  }
  return units;
}

function unitOfName(edit: DirectoryEdit): PendingUnit {
  const prefix = edit.directory === "/" ? "/" : `${edit.directory}/`;
  const path = prefix + edit.name;
  const description = {
    create: `name ${path}`,
    unlink: `removal of ${path}`,
    rename: `rename ${path}→${prefix}${edit.to}`,
  }[edit.kind];
  return { kind: "name", operation: edit.operation, path, description };
}
