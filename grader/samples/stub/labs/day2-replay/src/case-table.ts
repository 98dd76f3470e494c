import { NotImplementedError } from "@wal-labs/core";

/** What there is to know about a segment before it is judged. */
export interface Findings {
  /** Whether the file system gave every byte that it was asked for. */
  readonly reads: "work" | "fail";
  /**
   * - `none`: the file is empty or absent.
   * - `cut-short`: what a crash while creating leaves: at most 64 bytes that are all zero, the start
   *   of a header, or a header with damage; below 4 bytes, whatever they are.
   * - `foreign`: the file begins neither with the magic nor with 64 zeros, and is not cut short.
   * - `damaged`: it does, is longer than a header, and the header does not verify.
   * - `newer`: a sound header of another version.
   * - `sound`: a sound header.
   */
  readonly header: "none" | "cut-short" | "foreign" | "damaged" | "newer" | "sound";
  /**
   * What follows the last whole batch: nothing, zeros to the end of the file, something that is no
   * valid frame or part of a batch, or a valid frame with another sequence than the next. Without a
   * sound header: `none`.
   */
  readonly tail: "none" | "zeros" | "damage" | "misplaced";
  /** Whether the first record that is not there was once known durable: x <= L. */
  readonly wasDurable: boolean;
  /** Whether no segment follows this one. */
  readonly isLast: boolean;
}

/** What a segment turned out to be. */
export type DiagnosisKind = "clean" | "torn" | "corrupt" | "unreadable" | "foreign" | "newer";

/**
 * Judges findings. Total: every combination meets exactly one case.
 *
 * @exercise 2.4
 */
export function caseOf(findings: Findings): DiagnosisKind {
  throw new NotImplementedError("2.4");
}
