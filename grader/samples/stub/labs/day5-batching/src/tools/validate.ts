import { NotImplementedError } from "@wal-labs/core";
import type { ToolOptions } from "./log-source.ts";
import type { Validation } from "./log-verdict.ts";

/**
 * Tells whether a log is clean, torn or corrupt, and where: a log's directory, or one segment's
 * file, which is judged as if it were the last. Only reads, also beside a writer. Reads all of it,
 * and takes the memory of a few chunks. A damaged checkpoint is corruption, of the file `checkpoint`.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version, or a
 * directory has no segment; `WAL_IO` when there is nothing at `path`, or it cannot be read. None of
 * this is damage.
 * @exercise 5.7
 */
export async function validate(path: string, options: ToolOptions = {}): Promise<Validation> {
  throw new NotImplementedError("5.7");
}
