import type ts from "typescript";

/** A solution that no stub can be derived from. The message says where, and what to change. */
export class StubError extends Error {
  override readonly name = "StubError";
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;

  constructor(sourceFile: ts.SourceFile, offset: number, message: string) {
    const line = sourceFile.getLineAndCharacterOfPosition(offset).line + 1;
    super(`${sourceFile.fileName}:${line}: ${message}`);
    this.file = sourceFile.fileName;
    this.line = line;
  }
}
