import { Header } from "tar";
import { ZipFile } from "yazl";

/** An archive's entry: a file unless `type` or `mode` says otherwise. */
export interface Member {
  readonly path: string;
  readonly content?: string | Buffer;
  /** Of a tar entry. */
  readonly type?: "File" | "SymbolicLink" | "Link" | "FIFO" | "CharacterDevice" | "Directory";
  /** Of a zip entry, as in `st_mode`. */
  readonly mode?: number;
}

/** A zip archive with any names at all: bad ones are patched in, for yazl refuses to write them. */
export async function zipOf(members: readonly Member[]): Promise<Buffer> {
  const zip = new ZipFile();
  members.forEach(({ content = "", mode = 0o100644 }, index) => {
    const options = { mode, forceDosTimestamp: true };
    zip.addBuffer(Buffer.from(content), placeholder(index, members), options);
  });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return members.reduce<Buffer>(
    (bytes, { path }, index) => replaceAll(bytes, placeholder(index, members), path),
    Buffer.concat(chunks),
  );
}

/** An uncompressed tar archive with any names at all. */
export function tarOf(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ path, content = "", type = "File" }) => {
    const data = Buffer.from(content);
    const link = type.endsWith("Link") ? { linkpath: "target" } : {};
    const header = new Header({ path, type, size: data.length, mode: 0o644, ...link });
    if (header.encode()) throw new Error(`${path} is too long for a tar header`);
    const padding = Buffer.alloc((512 - (data.length % 512)) % 512);
    return [header.block ?? Buffer.alloc(0), data, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** As long as the path it stands for, so that no offset in the archive changes. */
function placeholder(index: number, members: readonly Member[]): string {
  const { length } = Buffer.from(members[index]?.path ?? "");
  return String.fromCharCode(65 + index).repeat(length);
}

function replaceAll(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(
    bytes.toString("latin1").replaceAll(from, Buffer.from(to).toString("latin1")),
    "latin1",
  );
}
