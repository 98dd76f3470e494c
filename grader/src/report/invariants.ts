/**
 * The rules that every log of the course keeps. Read `<` as "is finished before". `docs/crash-model.md`
 * explains them; both say the same.
 */
export const INVARIANTS: Readonly<Record<string, string>> = {
  O1: "write < fsync < acknowledge",
  O2: "create segment < fsync it < fsync its directory < first acknowledgement in it",
  O3: "fsync the old segment < first write to the next",
  O4: "fsync the temporary file < rename < fsync the directory",
  O5: "snapshot durable, file and directory < unlink old segments, oldest first",
  O6: "truncate a torn tail < fsync < first append after recovery",
  O7: "after a failed write or fsync, this handle acknowledges nothing more",
  O8: "waiters that an fsync resolves were all written before it began",
  O9: "recovery syncs before it exposes what it read",
};

/** Where they are explained, in the course and in the hand-out. */
export const INVARIANTS_PAGE = "docs/crash-model.md";
