import type { StackFrames } from "../bundle/stack-frames.ts";
import type { ErrorFacts } from "./protocol/reference.ts";

/** Why the student's process gave no result, for programs. */
export type SandboxErrorCode =
  | "SANDBOX_START"
  | "SANDBOX_TIMEOUT"
  | "SANDBOX_DIED"
  | "SANDBOX_OUTPUT"
  | "SANDBOX_PROTOCOL"
  | "SANDBOX_CIRCUIT_OPEN"
  | "SANDBOX_EXHAUSTED"
  | "SANDBOX_RELEASED"
  | "SANDBOX_CLOSED";

/** A call had no result: not the student's error, but the end of their process, or of waiting. */
export class SandboxError extends Error {
  override readonly name: string = "SandboxError";
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** A call took longer than its limit. The process was killed. */
export class StudentTimeout extends SandboxError {
  override readonly name = "StudentTimeout";
  readonly limitMs: number;

  /** What was waited for, such as `LogFile.open`; empty when unknown. */
  readonly what: string;

  constructor(limitMs: number, what = "") {
    super("SANDBOX_TIMEOUT", `No result${what && ` of ${what}`} within ${limitMs} ms.`);
    this.what = what;
    this.limitMs = limitMs;
  }
}

/** The process ended by itself, or was ended by one of its limits. */
export class StudentDied extends SandboxError {
  override readonly name = "StudentDied";
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;

  constructor(exitCode: number | null, signal: NodeJS.Signals | null) {
    const how = signal ? `was killed by ${signal}` : `exited with code ${exitCode}`;
    super("SANDBOX_DIED", `The process ${how}.`);
    this.exitCode = exitCode;
    this.signal = signal;
  }
}

/** What the student's code threw, as data. Match on {@link code} and fields, as in a public test. */
export class StudentError extends Error {
  override readonly name: string;
  readonly code: unknown;
  /** The other own properties of the thrown error. Each is also a property of this error. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The student's frames only, in their own files. */
  override readonly stack: string;

  constructor(facts: ErrorFacts, frames: StackFrames) {
    super(facts.message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.name = facts.name;
    this.code = facts.code;
    this.fields = facts.fields;
    this.stack = [`${facts.name}: ${facts.message}`, ...frames(facts.stack)].join("\n");
    for (const [name, value] of Object.entries(facts.fields)) {
      if (!(name in this)) Object.defineProperty(this, name, { value, enumerable: true });
    }
  }
}
