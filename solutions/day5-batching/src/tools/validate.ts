import { CorruptionError, io } from "@wal-labs/checksum";
import { nodeFs, WalError } from "@wal-labs/core";
import { survey } from "@wal-labs/rotation";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { judge, type Validation, validationOf } from "./log-verdict.ts";
import { settledDiagnosis } from "./segment-verdict.ts";

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
  const source = await LogSource.at(path, options);
  if (source.isDirectory) return settled(() => validateDirectory(path, source, options));
  const [name = ""] = await source.names();
  const validation = await source.read(name, async (handle) =>
    validationOf(name, await settledDiagnosis(handle, name, options)),
  );
  if (validation) return validation;
  throw new WalError("WAL_IO", `${name} has gone.`);
}

/** How often files may go while their directory is read, before that is somebody's mistake. */
const MAX_LOOKS = 10;

/**
 * Looks until there is nothing that a writer or a cleaner could have brought about meanwhile: what
 * is corrupt is so twice, in the same place.
 */
async function settled(look: () => Promise<Validation>): Promise<Validation> {
  let before = "";
  for (let looks = 1; ; looks++) {
    try {
      const found = await look();
      if (found.kind !== "corrupt") return found;
      const place = JSON.stringify([found.segment, found.offset, found.reason]);
      if (place === before) return found;
      before = place;
    } catch (error) {
      if (!isGone(error) || looks === MAX_LOOKS) throw error;
    }
  }
}

async function validateDirectory(
  path: string,
  source: LogSource,
  { fs = nodeFs, maxRecordSize }: ToolOptions,
): Promise<Validation> {
  try {
    const found = await survey(fs, path, { maxRecordSize });
    if (found.segments.length === 0 && !found.checkpoint) await source.someNames();
    return judge(found);
  } catch (error) {
    if (!(error instanceof CorruptionError)) throw error;
    // All that a survey refuses by itself is a checkpoint.
    const { size } = await io("stat the checkpoint", fs.stat(`${path}/checkpoint`));
    const { offset, sequence, cause } = error;
    const damage = { segment: "checkpoint", offset, sequence, affectedBytes: size - offset };
    const { length: segments } = await source.names();
    const reason = cause instanceof Error ? cause.message : error.message;
    return { kind: "corrupt", segments, lastSequence: 0, ...damage, reason };
  }
}

function isGone(error: unknown): boolean {
  const cause = error instanceof WalError ? error.cause : undefined;
  return (cause as { code?: unknown } | undefined)?.code === "ENOENT";
}
