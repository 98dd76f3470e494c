import { CorruptionError, io } from "@wal-labs/checksum";
import { nodeFs, WalError } from "@wal-labs/core";
import { survey } from "@wal-labs/rotation";
import { LogSource, type ToolOptions } from "./log-source.ts";
import { judge, type Validation, validationOf } from "./log-verdict.ts";
import { settledDiagnosis } from "./segment-verdict.ts";

/** What a look at a directory gives: nothing when a file went while it was looked at. */
type Look = Validation | undefined;

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
export function validate(path: string, options: ToolOptions = {}): Promise<Validation> {
  return LogSource.at(path, options).then((source) =>
    source.someNames().then(([name = ""]) => {
      if (source.isDirectory) return settled(() => look(source, path, options), 9);
      const { maxRecordSize } = options;
      return source
        .read(name, (handle) => settledDiagnosis(handle, name, { maxRecordSize }))
        .then((diagnosis) => {
          if (diagnosis) return validationOf(name, diagnosis);
          throw new WalError("WAL_IO", `${path} is gone.`);
        });
    }),
  );
}

/** Looks until what it sees is not corrupt, or is so in the same place as before. */
function settled(take: () => Promise<Look>, tries: number, before?: Look): Promise<Validation> {
  return take().then((found) => {
    if (found && found.kind !== "corrupt") return found;
    if (found && placeOf(found) === placeOf(before)) return found;
    if (tries > 0) return settled(take, tries - 1, found);
    if (found) return found;
    throw new WalError("WAL_IO", "The files of the log do not stay.");
  });
}

function placeOf(found: Look): string | undefined {
  return found && found.kind !== "clean" ? `${found.segment}:${found.offset}` : undefined;
}

function look(source: LogSource, path: string, options: ToolOptions): Promise<Look> {
  const { fs = nodeFs, maxRecordSize } = options;
  return survey(fs, path, { maxRecordSize })
    .then(judge)
    .catch((error: unknown) => {
      if (error instanceof WalError && error.code === "WAL_IO" && isMissing(error.cause)) {
        return undefined;
      }
      // The survey itself throws for a checkpoint only.
      if (!(error instanceof CorruptionError)) throw error;
      const { offset, sequence, message: reason } = error;
      const asked = [source.names(), io("stat the checkpoint", fs.stat(`${path}/checkpoint`))];
      return Promise.all(asked as [Promise<string[]>, ReturnType<typeof fs.stat>]).then(
        ([{ length: segments }, { size }]): Validation => {
          const place = { segment: "checkpoint", offset, sequence, affectedBytes: size - offset };
          return { kind: "corrupt", segments, lastSequence: 0, ...place, reason };
        },
      );
    });
}

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === "ENOENT";
}
