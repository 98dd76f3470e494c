/** The other side sent bytes that are not a message, or asked for more than a limit allows. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
  readonly code = "SANDBOX_PROTOCOL";
}
