import { CorruptionError, io } from "@wal-labs/checksum";
import { type FileSystem, nodeFs, WalError } from "@wal-labs/core";
import { survey } from "@wal-labs/rotation";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { judge, type Validation, validationOf } from "./log-verdict.ts";
import { settledDiagnosis } from "./segment-verdict.ts";

/** How often a cleaner may be in the way. */
const MAX_TRIES = 5;

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
  const { fs = nodeFs, maxRecordSize } = options;
  const source = await LogSource.at(path, options);
  const validateFile = async (): Promise<Validation> => {
    const [name = ""] = await source.names();
    const handle = await source.open(name);
    if (!handle) throw new WalError("WAL_IO", `There is no ${path} any more.`);
    try {
      return validationOf(name, await settledDiagnosis(handle, name, { maxRecordSize }));
    } finally {
      await handle.close().catch(() => undefined);
    }
  };
  const look = async (): Promise<Validation> => {
    const names = await source.someNames();
    try {
      return judge(await survey(fs, path, { maxRecordSize }));
    } catch (error) {
      if (error instanceof CorruptionError) return checkpointDamage(fs, path, names.length, error);
      throw error;
    }
  };
  return source.isDirectory ? twiceTheSame(look) : validateFile();
}

/** What a look gives; when it gives damage, what two in a row give. */
async function twiceTheSame(look: () => Promise<Validation>): Promise<Validation> {
  let last = "";
  for (let tries = 1; ; tries++) {
    const found = await look().catch((error: unknown) => {
      if (tries < MAX_TRIES && isMissing(error)) return undefined;
      throw error;
    });
    if (found && found.kind !== "corrupt") return found;
    const place = found ? `${found.segment} ${found.offset}` : "";
    if (found && place === last) return found;
    last = place;
  }
}

/** Whether a file went between the list of names and the look at it. */
function isMissing(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown } };
  return error instanceof WalError && error.code === "WAL_IO" && cause?.code === "ENOENT";
}

async function checkpointDamage(
  fs: FileSystem,
  path: string,
  segments: number,
  { offset, sequence, message: reason }: CorruptionError,
): Promise<Validation> {
  const segment = "checkpoint";
  const { size } = await io("stat the checkpoint", fs.stat(`${path}/${segment}`));
  const damage = { segment, offset, sequence, reason, affectedBytes: size - offset };
  return { kind: "corrupt", segments, lastSequence: 0, ...damage };
}
