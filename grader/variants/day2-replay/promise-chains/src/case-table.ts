/** What there is to know about a segment before it is judged. */
export interface Findings {
  /** Whether the file system gave every byte that it was asked for. */
  readonly reads: "work" | "fail";
  /**
   * - `none`: the file is empty or absent.
   * - `cut-short`: what a crash while creating leaves: at most 64 bytes that are all zero, the start
   *   of a header, or a header with damage.
   * - `foreign`: the file does not begin with the magic, and is not cut short.
   * - `damaged`: it does, and frames follow a header that does not verify.
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
  switch (findings.reads) {
    case "fail":
      return "unreadable";
    case "work":
      switch (findings.header) {
        case "foreign":
          return "foreign";
        case "newer":
          return "newer";
        case "damaged":
          return "corrupt";
        case "cut-short":
          return cutShort(findings);
        case "none":
          return findings.wasDurable ? "corrupt" : "clean";
        case "sound":
          if (findings.wasDurable) return "corrupt";
          switch (findings.tail) {
            case "misplaced":
              return "corrupt";
            case "damage":
              return cutShort(findings);
            case "zeros":
            case "none":
              return "clean";
          }
      }
  }
}

function cutShort({ wasDurable, isLast }: Findings): DiagnosisKind {
  return isLast && !wasDurable ? "torn" : "corrupt";
}
