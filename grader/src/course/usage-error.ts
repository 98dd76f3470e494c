/** What the user must mend: a wrong argument, a file that is not what it should be. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
