import { CorruptionError, io } from "@wal-labs/checksum";
import { nodeFs, WalError } from "@wal-labs/core";
import { survey } from "@wal-labs/rotation";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { judge, type Validation, validationOf } from "./log-verdict.ts";
import { settledDiagnosis } from "./segment-verdict.ts";

/**
 * Tells whether a log is clean, torn or corrupt, and where: a log's directory, or one segment's
 * file, which is judged as if it were the last. Only reads, also beside a writer. Reads all of it,
 * and takes the memory of a few chunks.
 *
 * @throws a `WalError` `WAL_UNSUPPORTED` when a file is no segment or of a newer version, or a
 * directory has no segment; `WAL_IO` when there is nothing at `path`, or it cannot be read. None of
 * this is damage.
 * @exercise 5.7
 */
export async function validate(path: string, options: ToolOptions = {}): Promise<Validation> {
  const source = await LogSource.at(path, options);
  const [name = ""] = await source.someNames();
  if (!source.isDirectory) {
    const found = await source.read(name, (handle) => settledDiagnosis(handle, name, options));
    if (found) return validationOf(name, found);
    throw new WalError("WAL_IO", `${path} has gone.`);
  }
  let before: Validation | undefined;
  for (let tries = 1; ; ) {
    try {
      const found = await look(path, options);
      if (found.kind !== "corrupt" || isSamePlace(found, before)) return found;
      before = found;
    } catch (error) {
      // A cleaner removed a segment between the list and the look at it.
      if (!isGone(error) || ++tries > 10) throw error;
    }
    await source.someNames();
  }
}

async function look(path: string, { fs = nodeFs, maxRecordSize }: ToolOptions) {
  try {
    return judge(await survey(fs, path, { maxRecordSize }));
  } catch (error) {
    if (!(error instanceof CorruptionError)) throw error;
    const { offset, sequence, message: reason } = error;
    const { size } = await io("stat the checkpoint", fs.stat(`${path}/checkpoint`));
    const place = { segment: "checkpoint", offset, sequence, affectedBytes: size - offset };
    const segments = (await (await LogSource.at(path, { fs })).names()).length;
    return { kind: "corrupt" as const, segments, lastSequence: 0, ...place, reason };
  }
}

function isSamePlace(found: Validation, before: Validation | undefined): boolean {
  if (found.kind === "clean" || !before || before.kind === "clean") return false;
  return found.segment === before.segment && found.offset === before.offset;
}

function isGone(error: unknown): boolean {
  const cause = error instanceof WalError ? error.cause : undefined;
  return (cause as { code?: unknown } | undefined)?.code === "ENOENT";
}
