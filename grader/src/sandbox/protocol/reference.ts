/** What a reference stands for, and thereby which side keeps it. */
export const ReferenceKind = {
  /** An object of the student's with methods. */
  instance: 1,
  /** A function or class of the student's. */
  function: 2,
  /** A disk of the trusted side. */
  fileSystem: 3,
  /** A function of the trusted side. */
  callback: 4,
  /** An `AbortSignal` of the trusted side. */
  signal: 5,
  /** An error that a callback threw, on its way back to where it came from. */
  thrown: 6,
  /** An open file of the trusted side. */
  file: 7,
} as const;

export type ReferenceKind = (typeof ReferenceKind)[keyof typeof ReferenceKind];

/** A value that stays on its side and travels as a number. */
export interface Reference {
  readonly kind: ReferenceKind;
  /** Counts from 1, per boot. */
  readonly id: number;
}

/** What an error carries over the border. */
export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly code: unknown;
  /** As the engine wrote it, in positions of the bundle. */
  readonly stack: string;
  /** Own enumerable properties that are data. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause: unknown;
}

/** How one side turns into bytes what is not plain data, and back. */
export interface Translator {
  /** Whether errors take their stacks along. The trusted side's would tell where its files lie. */
  readonly sendsStacks: boolean;
  /** How `value` travels; nothing for plain data. Called for each object and function. */
  reference(value: object): Reference | undefined;
  /** What a reference of the other side means here. */
  resolve(reference: Reference): unknown;
  /** An error of this side with these facts. */
  revive(facts: ErrorFacts): unknown;
  /** An empty object, for data. */
  emptyObject(): Record<string, unknown>;
}
