import type { Visit, WalkOptions } from "@wal-labs/replay";
import { SEGMENT } from "../forged-log.ts";
import type { FoundFrame } from "../inspect.ts";
import { type Day2, fileOf } from "./check.ts";

/** Walks, and tells what was visited on the way, as the judge's own eyes would. */
export async function visitsOf(student: Day2, bytes: Uint8Array, options?: WalkOptions) {
  const visited: FoundFrame[] = [];
  const visit: Visit = async (cursor, offset) => {
    visited.push({ ...(await cursor.frame()), offset, size: await cursor.size });
  };
  const walked = await student.walk(await fileOf(bytes), SEGMENT, visit, options);
  return { visited, walked };
}
