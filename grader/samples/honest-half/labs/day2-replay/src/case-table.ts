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
 */
export function caseOf(findings: Findings): DiagnosisKind {
  const met = CASES.filter(({ when }) => when(findings));
  const [only] = met;
  if (!only || met.length > 1) throw new Error(`${met.length} cases fit: the table has a mistake.`);
  return only.kind;
}

interface Case {
  readonly kind: DiagnosisKind;
  when(findings: Findings): boolean;
}

const CASES: readonly Case[] = [
  {
    kind: "unreadable",
    when: ({ reads }) => reads === "fail",
  },
  {
    kind: "foreign",
    when: ({ reads, header }) => reads === "work" && header === "foreign",
  },
  {
    kind: "newer",
    when: ({ reads, header }) => reads === "work" && header === "newer",
  },
  {
    kind: "clean",
    when: (findings) => isOurs(findings) && !findings.wasDurable && isWhole(findings),
  },
  {
    kind: "torn",
    when: (findings) =>
      isOurs(findings) && !findings.wasDurable && isCut(findings) && findings.isLast,
  },
  {
    kind: "corrupt",
    when: (findings) =>
      isOurs(findings) &&
      (findings.wasDurable || isBroken(findings) || (isCut(findings) && !findings.isLast)),
  },
];

/** Each segment of ours is whole, cut or broken. */
function isOurs({ reads, header }: Findings): boolean {
  return reads === "work" && header !== "foreign" && header !== "newer";
}

function isWhole({ header, tail }: Findings): boolean {
  return header === "none" || (header === "sound" && (tail === "none" || tail === "zeros"));
}

/** As a crash leaves it. */
function isCut({ header, tail }: Findings): boolean {
  return header === "cut-short" || (header === "sound" && tail === "damage");
}

/** As no crash leaves it. */
function isBroken({ header, tail }: Findings): boolean {
  return header === "damaged" || (header === "sound" && tail === "misplaced");
}
