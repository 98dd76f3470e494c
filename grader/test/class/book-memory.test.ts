import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { temporaryFolder } from "./made-up.ts";

const RESULTS = 800;
const CHARACTERS = 125_000;
const MEBIBYTE = 1024 * 1024;
/** In MiB: half of what the results take. A process that keeps them runs out of memory. */
const HEAP_LIMIT = 48;

test("a book of 100 MB of results is made, opened and read in half of that", async () => {
  const program = join(COURSE_ROOT, "grader/test/class/large-book-program.ts");
  const folder = await temporaryFolder();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_LIMIT}`,
      "--import",
      "tsx",
      program,
      folder,
      `${RESULTS}`,
      `${CHARACTERS}`,
    ],
    { env: { ...process.env, TSX_TSCONFIG_PATH: join(COURSE_ROOT, "grader/tsconfig.json") } },
  );
  const { read, buffers } = JSON.parse(stdout) as { read: number; buffers: number };
  expect(read).toBe(RESULTS * CHARACTERS);
  expect(buffers).toBeLessThan((HEAP_LIMIT / 2) * MEBIBYTE);
});
