/** The queue broke a promise. The message tells the story. */
export class ChaosError extends Error {
  override readonly name = "ChaosError";
}
