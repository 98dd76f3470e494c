import { once } from "node:events";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { type Entry, RefusalError, tooLarge } from "./entry.ts";

/** Warnings that mean damage. The rest are remarks. */
const DAMAGE = new Set(["TAR_BAD_ARCHIVE", "TAR_ENTRY_INVALID", "TAR_ENTRY_ERROR"]);
const MAGIC_OFFSET = 257;
const FILE_TYPES = new Set(["File", "OldFile", "ContiguousFile"]);
const LINK_TYPES = new Set(["SymbolicLink", "Link"]);

/** True when `bytes` start like an uncompressed tar archive. */
export function isTar(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(MAGIC_OFFSET, MAGIC_OFFSET + 5)) === "ustar";
}

/**
 * What gzip's bytes unpack to.
 *
 * @throws a {@link RefusalError} when that is more than `limit` bytes or they are damaged.
 */
export async function gunzipWithin(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: limit });
  } catch (cause) {
    const isTooLarge = cause instanceof RangeError && "code" in cause;
    throw new RefusalError(
      isTooLarge
        ? `It unpacks to more than ${limit} bytes: leave node_modules out.`
        : "Its compressed bytes are damaged.",
      { cause },
    );
  }
}

/**
 * What lies in an uncompressed tar archive, in its own order. The entries share its memory.
 *
 * @throws a {@link RefusalError} when the archive is broken.
 */
export async function tarEntries(archive: Uint8Array): Promise<Entry[]> {
  const entries: Entry[] = [];
  const damage: string[] = [];
  const parser = new Parser({
    brotli: false,
    zstd: false,
    onReadEntry: (entry) => entries.push(collect(entry)),
    onwarn: (code, message) => {
      if (DAMAGE.has(code)) damage.push(String(message));
    },
  });
  const end = once(parser, "end");
  parser.end(Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength));
  await end;
  if (damage.length > 0) throw new RefusalError(`The archive is broken: ${damage[0]}.`);
  return entries;
}

function collect(entry: ReadEntry): Entry {
  const chunks: Uint8Array[] = [];
  let size = 0;
  entry.on("data", (chunk) => {
    chunks.push(chunk);
    size += chunk.length;
  });
  return {
    path: entry.path.replace(/\/$/, ""),
    kind: kindOf(entry.type),
    read: async (limit) => {
      if (size > limit) throw tooLarge(limit);
      return new Uint8Array(Buffer.concat(chunks));
    },
  };
}

function kindOf(type: string): Entry["kind"] {
  if (type === "Directory") return "folder";
  if (LINK_TYPES.has(type)) return "link";
  return FILE_TYPES.has(type) ? "file" : "other";
}
