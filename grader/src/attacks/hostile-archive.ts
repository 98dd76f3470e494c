import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, gzipSync } from "node:zlib";
import { Header } from "tar";
import { filesIn } from "../course/course.ts";

interface Member {
  readonly path: string;
  readonly content: Buffer;
  readonly isLink: boolean;
}

/** What nobody should be made to write, read or follow. */
const HOSTILE: readonly Member[] = [
  { path: "../wal-labs-attack", content: Buffer.from("climbs"), isLink: false },
  {
    path: "labs/day1-checksum/src/../../../../wal-labs-attack.ts",
    content: Buffer.from("climbs"),
    isLink: false,
  },
  { path: "/tmp/wal-labs-attack", content: Buffer.from("absolute"), isLink: false },
  { path: "labs\\..\\..\\wal-labs-attack.ts", content: Buffer.from("backslashes"), isLink: false },
  { path: "labs/day1-checksum/src/LOG-FILE.ts", content: Buffer.from("same name"), isLink: false },
  { path: "labs/day1-checksum/src/linked.ts", content: Buffer.from("/etc/passwd"), isLink: true },
  { path: "labs/day1-checksum/src/folder", content: Buffer.from("/tmp"), isLink: true },
  {
    path: "labs/day1-checksum/src/folder/wal-labs-attack",
    content: Buffer.from("through"),
    isLink: false,
  },
];

/** Packs a folder together with entries that are out for trouble, and gives the archive's path. */
export async function packHostile(folder: string, ending: "zip" | "tar.gz"): Promise<string> {
  const paths = await filesIn(folder);
  const honest = paths.map(async (path): Promise<Member> => {
    return { path, content: await readFile(join(folder, path)), isLink: false };
  });
  const members = [...(await Promise.all(honest)), ...HOSTILE];
  const archive = `${folder}.${ending}`;
  await writeFile(archive, ending === "zip" ? zipOf(members) : gzipSync(tarOf(members)));
  return archive;
}

function tarOf(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ path, content, isLink }) => {
    const data = isLink ? Buffer.alloc(0) : content;
    const link = isLink ? { linkpath: content.toString() } : {};
    const type = isLink ? "SymbolicLink" : "File";
    const header = new Header({ path, type, size: data.length, mode: 0o644, ...link });
    header.encode();
    return [header.block ?? Buffer.alloc(0), data, Buffer.alloc(-data.length & 511)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Stored, not deflated. Libraries that write archives refuse such names. */
function zipOf(members: readonly Member[]): Buffer {
  let offset = 0;
  const directory: Buffer[] = [];
  const files = members.map((member) => {
    const file = Buffer.concat([localHeader(member), Buffer.from(member.path), member.content]);
    directory.push(directoryHeader(member, offset), Buffer.from(member.path));
    offset += file.length;
    return file;
  });
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, index, end]);
}

function localHeader(member: Member): Buffer {
  const header = Buffer.alloc(30);
  header.write("PK\x03\x04", "latin1");
  writeFacts(header, 4, member);
  return header;
}

function directoryHeader(member: Member, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.write("PK\x01\x02", "latin1");
  header.writeUInt16LE(0x0314, 4);
  writeFacts(header, 6, member);
  header.writeUInt32LE((member.isLink ? 0o120777 : 0o100644) * 0x1_0000, 38);
  header.writeUInt32LE(offset, 42);
  return header;
}

/** The fields that both kinds of header have, in the same order. */
function writeFacts(header: Buffer, start: number, { path, content }: Member): void {
  header.writeUInt16LE(20, start);
  header.writeUInt32LE(crc32(content), start + 10);
  header.writeUInt32LE(content.length, start + 14);
  header.writeUInt32LE(content.length, start + 18);
  header.writeUInt16LE(Buffer.byteLength(path), start + 22);
}
