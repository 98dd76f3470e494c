/** The invariant that an error says is broken, such as `"O1"`; undefined when it names none. */
export function invariantOf(error: unknown): string | undefined {
  return textOf(error, "invariant");
}

/** What an error says was recovered; undefined when it says nothing of it. */
export function recoveredOf(error: unknown): string | undefined {
  return textOf(error, "recovered");
}

/** An error's message, or what was thrown in its place, as text. */
export function messageOf(error: unknown): string {
  return textOf(error, "message") ?? String(error);
}

function textOf(error: unknown, field: string): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const value: unknown = Reflect.get(error, field);
  return typeof value === "string" ? value : undefined;
}
