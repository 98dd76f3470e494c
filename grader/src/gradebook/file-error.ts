import { UsageError } from "../course/usage-error.ts";

/** A flaw of a file that a person wrote or exported. */
export interface Flaw {
  /** Such as `line 3, points` or `[2].points`; empty for the file as a whole. */
  readonly where: string;
  readonly message: string;
}

/** A file that is not what it should be, with everything that is wrong with it. */
export class FileError extends UsageError {
  readonly file: string;
  readonly flaws: readonly Flaw[];

  constructor(file: string, flaws: readonly Flaw[]) {
    const lines = flaws.map(({ where, message }) => `${file}: ${where && `${where}: `}${message}`);
    super(lines.join("\n"));
    this.file = file;
    this.flaws = flaws;
  }
}
