import type { ErrorFacts } from "./reference.ts";

/** A new error with these facts. Its stack is the place of this call, in async frames too. */
export function errorFrom({ name, message, code, fields, cause }: ErrorFacts): Error {
  const error = new Error(message, cause === undefined ? {} : { cause });
  define(error, "name", name);
  if (code !== undefined) define(error, "code", code);
  for (const [field, value] of Object.entries(fields)) define(error, field, value);
  return error;
}

/** A new error that is `error` in all but its stack, which is the place of this call. */
export function renewed(error: Error): Error {
  const { stack: _, ...properties } = Object.getOwnPropertyDescriptors(error);
  return Object.defineProperties(new Error(error.message), properties);
}

function define(error: Error, name: string, value: unknown): void {
  const enumerable = name !== "name";
  Object.defineProperty(error, name, { value, enumerable, writable: true, configurable: true });
}
