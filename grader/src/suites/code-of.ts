import { SandboxError } from "../sandbox/errors.ts";

/**
 * The code that a call fails with; undefined when it does not fail.
 *
 * @throws a `SandboxError` when there was no result at all.
 */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: { code?: unknown }) => {
      if (error instanceof SandboxError) throw error;
      return error.code;
    },
  );
}
