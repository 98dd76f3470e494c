import type { Readable } from "node:stream";
import yauzl from "yauzl";
import { type Entry, RefusalError, readStream } from "./entry.ts";

declare module "yauzl" {
  interface ZipFile {
    eachEntry(): AsyncIterable<yauzl.Entry>;
    openReadStreamPromise(entry: yauzl.Entry): Promise<Readable>;
  }
  function fromBufferPromise(buffer: Buffer, options: yauzl.Options): Promise<yauzl.ZipFile>;
}

const FILE_TYPE_MASK = 0o170000;
const FOLDER_TYPE = 0o040000;
const LINK_TYPE = 0o120000;
const REGULAR_TYPES = [0, 0o100000];

/** Names are decoded here, for yauzl would refuse the whole archive for one bad name. */
const OPTIONS = { lazyEntries: true, decodeStrings: false } as const;

/**
 * What lies in a zip archive, in its own order. An entry's bytes are inflated only when read.
 *
 * @throws yauzl's error when the archive is broken.
 */
export async function* zipEntries(archive: Uint8Array): AsyncGenerator<Entry> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const zip = await yauzl.fromBufferPromise(bytes, OPTIONS);
  for await (const entry of zip.eachEntry()) {
    const name = new TextDecoder().decode(Buffer.from(entry.fileName));
    const path = name.replace(/\/$/, "");
    yield {
      path,
      kind: name.endsWith("/") ? "folder" : kindOf(entry),
      read: (limit) => inflate(zip, entry, limit),
    };
  }
}

function kindOf({ externalFileAttributes }: yauzl.Entry): Entry["kind"] {
  const type = (externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  if (type === LINK_TYPE) return "link";
  if (type === FOLDER_TYPE) return "folder";
  return REGULAR_TYPES.includes(type) ? "file" : "other";
}

async function inflate(zip: yauzl.ZipFile, entry: yauzl.Entry, limit: number): Promise<Uint8Array> {
  if (entry.isEncrypted()) throw new RefusalError("It is encrypted.");
  return readStream(await zip.openReadStreamPromise(entry), limit);
}
