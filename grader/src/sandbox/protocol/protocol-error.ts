import { SandboxError } from "../errors.ts";

/** The other side sent bytes that are not a message, or asked for more than a limit allows. */
export class ProtocolError extends SandboxError {
  override readonly name = "ProtocolError";

  constructor(message: string, options?: { cause?: unknown }) {
    super("SANDBOX_PROTOCOL", message, options);
  }

  /** The same, with what was sent and what was waited for then. */
  with(evidence: string): ProtocolError {
    return new ProtocolError(`${this.message} ${evidence}`, { cause: this });
  }
}

const SHOWN_BYTES = 48;

/** Bytes from the other side as one line that is safe to print. */
export function shownBytes(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, SHOWN_BYTES));
  const text = head.toString("latin1").replace(/[^\x20-\x7e]/g, "·");
  const rest = bytes.length > SHOWN_BYTES ? " …" : "";
  return `${head.toString("hex").replace(/../g, "$& ").trim()}${rest}, as text "${text}"`;
}
