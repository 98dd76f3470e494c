import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { writeExample } from "../samples/first-log.ts";

/** The salt of the format page's file. */
export const SALT = 0x5a17c0de;

/** Runs `use` with a path in a new, empty folder, which is gone afterwards. */
export async function inFolder<Result>(use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "wal-labs-docs-"));
  try {
    return await use(join(folder, "jobs.wal"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Runs `use` in a world where all that is random or of the moment is fixed.
 *
 * @param salts of the first files that are created; the others get {@link SALT}.
 */
export async function inFixedWorld<Result>(
  use: () => Promise<Result>,
  salts: readonly number[] = [],
): Promise<Result> {
  const left = [...salts];
  const random = vi.spyOn(crypto, "getRandomValues").mockImplementation((array) => {
    if (array instanceof Uint32Array) array[0] = left.shift() ?? SALT;
    if (array instanceof Uint8Array) array.set(array.map((_, index) => 0xa0 + index));
    return array;
  });
  const clock = vi.spyOn(Date, "now").mockReturnValue(Date.UTC(2026, 0, 1));
  try {
    return await use();
  } finally {
    random.mockRestore();
    clock.mockRestore();
  }
}

/** The file that the format page shows. */
export function exampleFile(): Promise<Uint8Array> {
  return inFixedWorld(() =>
    inFolder(async (path) => {
      await writeExample(path);
      return await readFile(path);
    }),
  );
}
