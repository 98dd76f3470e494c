/** One replacement in one file of a solution. `find` must occur exactly once. */
export interface Edit {
  /** Relative to the solution's `src`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mistake that people really make, put into the solution to see who notices. */
export interface PlantedBug {
  /** Stable, and a name for the mistake: `signed-crc`. */
  readonly id: string;
  readonly edits: readonly Edit[];
  /** The check that is there for this mistake and must fail. Others may fail as well. */
  readonly noticedBy: string;
  /** What goes wrong for whom, in the words of the person it happens to. */
  readonly story: string;
  /** Where it happened, if it did: project and place. */
  readonly source?: string;
}

/**
 * Puts a bug into a solution's files. Gives new texts; the input stays as it is.
 *
 * @throws an `Error` when an edit's text is not there exactly once: the solution has moved on and
 * the bug must follow.
 */
export function plant(bug: PlantedBug, files: ReadonlyMap<string, string>): Map<string, string> {
  const planted = new Map(files);
  for (const { file, find, replace } of bug.edits) {
    const text = planted.get(file);
    const parts = text?.split(find) ?? [];
    if (parts.length !== 2) {
      const count = Math.max(0, parts.length - 1);
      throw new Error(`Bug ${bug.id}: its text is in ${file} ${count} times, not once: ${find}`);
    }
    planted.set(file, parts.join(replace));
  }
  return planted;
}
