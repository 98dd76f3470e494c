/** What kind of proof about the course a finding is. */
export type FindingKind = "solution" | "stub" | "bug" | "variant" | "attack";

/** One proof about the course, and whether it held. */
export interface Finding {
  readonly kind: FindingKind;
  readonly day: number;
  readonly id: string;
  readonly held: boolean;
  /** What was seen, in a few words; why it did not hold, if it did not. */
  readonly saw: string;
}
