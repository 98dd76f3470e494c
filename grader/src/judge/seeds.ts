import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { filesIn } from "../course/course.ts";
import { courseHash } from "../course/course-hash.ts";

/**
 * Which random numbers a submission is judged with: they follow from the course and from the files
 * that are judged, so that the same code gets the same verdict on every machine and in any order. Who
 * does not know the hidden part of the course cannot tell, let alone choose, what they will be.
 */
export class Seeds {
  readonly #code: string;

  private constructor(code: string) {
    this.#code = code;
  }

  /** @param packages the folders of the packages that are judged together: their `src` counts. */
  static async of(packages: readonly string[]): Promise<Seeds> {
    const hash = createHash("sha256").update(await courseHash());
    for (const folder of packages) {
      hash.update("\0");
      const source = join(folder, "src");
      const files = existsSync(source) ? await filesIn(source, isSource) : [];
      for (const file of files) {
        const bytes = await readFile(join(source, file));
        hash.update(`${file}\0${bytes.length}\0`).update(bytes);
      }
    }
    return new Seeds(hash.digest("hex"));
  }

  /** The seed of a repetition, 31 bits; 0 for the run that it may repeat. */
  at(repetition: number): number {
    const hash = createHash("sha256").update(`${this.#code} ${repetition}`);
    return hash.digest().readUInt32LE() >>> 1;
  }
}

function isSource(path: string): boolean {
  return path.endsWith(".ts");
}
