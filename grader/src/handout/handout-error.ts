/** The hand-out cannot be built. The message says why, and what to do. Nothing was written. */
export class HandoutError extends Error {
  override readonly name = "HandoutError";
}
