import { INVARIANTS, INVARIANTS_PAGE } from "../report/invariants.ts";

/** The first rung of a hint, by the rule that broke: whichever check it was, the way in is the same. */
export interface InvariantHint {
  /** A question to ask one's own code. It gives nothing away that the chapter does not say. */
  readonly nudge: string;
  /** The page of the hand-out that builds it first. */
  readonly chapter: string;
  /** A heading of that page. */
  readonly section: string;
}

const DAY1 = "docs/chapters/day1-checksum.md";
const DAY2 = "docs/chapters/day2-replay.md";
const DAY3 = "docs/chapters/day3-rotation.md";
const DAY5 = "docs/chapters/day5-batching.md";

/** By the number of the rule. */
export const INVARIANT_HINTS: Readonly<Record<string, InvariantHint>> = {
  O1: {
    nudge:
      "Find the line at which the caller is told that all is well. Which of the calls before it " +
      "have finished by then, and which have only been started?",
    chapter: DAY1,
    section: "1.7 Append",
  },
  O2: {
    nudge:
      "A file has bytes and a name, and the two are stored in different places. When was each of " +
      "them synced, compared with the first acknowledgement?",
    chapter: DAY1,
    section: "1.6 Open",
  },
  O3: {
    nudge:
      "Two files that are both unsynced reach the disk in any order. What is still unsynced in " +
      "the old one when the first byte goes into the next?",
    chapter: DAY3,
    section: "3.6 Append, rotate, close",
  },
  O4: {
    nudge:
      "A rename can arrive before the bytes of the file that it names, and it can be undone by a " +
      "crash. Which call guards against the one, and which against the other?",
    chapter: DAY3,
    section: "3.3 Publish",
  },
  O5: {
    nudge:
      "Before you throw something away, what stands in for it must be on the disk. Cut the power " +
      "right after each unlink: what is left to recover from?",
    chapter: DAY3,
    section: "3.8 Clean",
  },
  O6: {
    nudge:
      "A truncation is a change like any other, and a crash can undo it. What would then lie " +
      "behind the first record that is appended?",
    chapter: DAY2,
    section: "2.5 Recover",
  },
  O7: {
    nudge:
      "Follow the error of a failed call. Who still remembers it when the next call comes, and " +
      "what would a second fsync prove?",
    chapter: DAY1,
    section: "1.7 Append",
  },
  O8: {
    nudge:
      "Somebody writes while an fsync is already under way. Does that fsync speak for these bytes, " +
      "and who is told when it ends?",
    chapter: DAY5,
    section: "5.1 Group commit",
  },
  O9: {
    nudge:
      "What is read from a file may so far be in memory only. What has made it durable by the " +
      "time that anybody acts on it?",
    chapter: DAY1,
    section: "1.6 Open",
  },
};

/** All rungs of a check: first what its rule says, then those of its author. */
export function rungsOf(invariant: string | undefined, own: readonly string[]): readonly string[] {
  if (invariant === undefined || !Object.hasOwn(INVARIANT_HINTS, invariant)) return own;
  const hint = INVARIANT_HINTS[invariant];
  if (!hint) return own;
  const { nudge, chapter, section } = hint;
  const where = `"${section}" in ${chapter}, and ${INVARIANTS_PAGE}`;
  return [`This is about ${invariant}: ${INVARIANTS[invariant]}. ${nudge} See ${where}.`, ...own];
}
