import type { Day } from "../course/course.ts";
import { type Entry, RefusalError } from "./entry.ts";
import { choosePrefix, type Placed, placeFile } from "./layout.ts";
import type { Limits } from "./limits.ts";
import { caselessPath, isSkipped, pathFlaw } from "./path-flaw.ts";

/** One refusal. */
export interface Problem {
  /** Relative to the submission; empty when the whole submission is meant. */
  readonly file: string;
  /** Sentences for the submission's author. */
  readonly message: string;
}

interface Found extends Placed {
  readonly entry: Entry;
}

/**
 * What is taken from one submission and what is not. First every entry is sorted by its name, then
 * the source files among them are read: only then is it known which of several copies is meant.
 */
export class Intake {
  readonly files = new Map<string, Uint8Array>();
  readonly ignored: string[] = [];
  readonly problems: Problem[] = [];
  readonly #limits: Limits;
  readonly #found: Found[] = [];
  /** Paths taken, as a system that ignores case sees them. */
  readonly #taken = new Set<string>();
  #entries = 0;
  #size = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Decides what an entry is, by its name alone. `day` is the day whose `src` lies at the top.
   *
   * @throws a {@link RefusalError} when there are too many entries.
   */
  sort(entry: Entry, day: Day | undefined): void {
    if (++this.#entries > this.#limits.entries) {
      throw new RefusalError(`It has more than ${this.#limits.entries} files and folders.`);
    }
    const path = entry.path.replace(/^(?:\.\/)+/, "");
    if (isSkipped(path) || (entry.kind === "folder" && /^\.?$/.test(path))) return;
    const flaw = pathFlaw(path) ?? kindFlaw(entry);
    if (flaw) {
      this.problems.push({ file: entry.path, message: flaw });
    } else if (entry.kind === "file") {
      const placed = placeFile(path, day);
      if (placed) this.#found.push({ entry, ...placed });
      else this.ignored.push(path);
    }
  }

  /**
   * Reads the source files that {@link sort} found.
   *
   * @throws a {@link RefusalError} when there are none, or too many or too large in all.
   */
  async take(): Promise<void> {
    const prefix = choosePrefix(this.#found.map((found) => found.prefix));
    for (const found of this.#found) {
      if (found.prefix === prefix) await this.#read(found);
      else this.ignored.push(found.entry.path);
    }
    if (this.#taken.size === 0) {
      throw new RefusalError("It has no source files: expected labs/dayN-…/src.");
    }
  }

  /** Takes nothing after all. */
  refuseAll(message: string): void {
    this.files.clear();
    this.problems.push({ file: "", message });
  }

  async #read({ entry, path }: Found): Promise<void> {
    const { files, fileSize, totalSize } = this.#limits;
    if (this.#taken.has(caselessPath(path))) {
      this.problems.push({ file: entry.path, message: "Another file has the same name." });
      return;
    }
    this.#taken.add(caselessPath(path));
    if (this.#taken.size > files) {
      throw new RefusalError(`It has more than ${files} source files.`);
    }
    const bytes = await this.#bytesOf(entry, fileSize);
    if (!bytes) return;
    this.#size += bytes.length;
    if (this.#size > totalSize) {
      throw new RefusalError(`Its source files are larger than ${totalSize} bytes in all.`);
    }
    this.files.set(path, bytes);
  }

  async #bytesOf(entry: Entry, limit: number): Promise<Uint8Array | undefined> {
    try {
      return await entry.read(limit);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.problems.push({ file: entry.path, message });
      return undefined;
    }
  }
}

function kindFlaw({ kind }: Entry): string | undefined {
  if (kind === "link") return "It is a link, and links are not followed.";
  return kind === "other" ? "It is not a regular file." : undefined;
}
