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
   * Reads the source files that {@link sort} found, and then the tests beside them. Nothing about the
   * tests keeps the source files from being taken.
   *
   * @throws a {@link RefusalError} when there are none, or too many or too large in all.
   */
  async take(): Promise<void> {
    const sources = this.#found.filter(({ kind }) => kind === "source");
    const prefix = choosePrefix(sources.map((found) => found.prefix));
    for (const { prefix: other, entry } of this.#found) {
      if (other !== prefix) this.ignored.push(entry.path);
    }
    const meant = this.#found.filter((found) => found.prefix === prefix);
    for (const found of meant) if (found.kind === "source") await this.#read(found);
    if (this.#taken.size === 0) {
      throw new RefusalError("It has no source files: expected labs/dayN-…/src.");
    }
    await this.#takeTests(meant.filter(({ kind }) => kind === "test"));
  }

  /** Takes nothing after all. */
  refuseAll(message: string): void {
    this.files.clear();
    this.problems.push({ file: "", message });
  }

  async #takeTests(tests: readonly Found[]): Promise<void> {
    const { tests: count, testsSize, fileSize } = this.#limits;
    let size = 0;
    for (const [index, { entry, path }] of tests.entries()) {
      if (!this.#isNew(path, entry)) continue;
      const bytes = index < count ? await this.#bytesOf(entry, fileSize) : undefined;
      size += bytes?.length ?? 0;
      if (bytes && size <= testsSize) this.files.set(path, bytes);
      else this.ignored.push(entry.path);
    }
    if (tests.length > count || size > testsSize) {
      const message = `Of its tests, ${count} files and ${testsSize} bytes are taken, not the rest.`;
      this.problems.push({ file: "", message });
    }
  }

  #isNew(path: string, entry: Entry): boolean {
    const isNew = !this.#taken.has(caselessPath(path));
    this.#taken.add(caselessPath(path));
    const message = "Another file has the same name.";
    if (!isNew) this.problems.push({ file: entry.path, message });
    return isNew;
  }

  async #read({ entry, path }: Found): Promise<void> {
    const { files, fileSize, totalSize } = this.#limits;
    if (!this.#isNew(path, entry)) return;
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
