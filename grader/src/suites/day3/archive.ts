import { gunzipSync } from "node:zlib";
import type { FileHandle, FileSystem } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect } from "vitest";
import { check, DIRECTORY, opened, pathOf } from "./check.ts";
import { forgedSegment } from "./forged-segments.ts";
import { record, segmentsOn } from "./segments.ts";

const ARCHIVE = "/archive";
const PACKED = `${ARCHIVE}/old.gz`;

describe("Exercise 3.9: the archive", () => {
  check(
    "3.9-archives",
    {
      points: 2,
      invariant: "O4",
      rationale: "In a year, when it is needed, only `gunzip` is sure to be there still.",
      hints: [
        '`new CompressionStream("gzip")`, over all bytes of the file; then `publish`.',
        "Durable when it resolves: the archive is the only copy soon.",
      ],
    },
    async ({ student, random, crashes }) => {
      const { bytes } = forgedSegment(random, 1, 1, 40);
      await crashes({
        kinds: ["power"],
        randomStates: 2,
        workload: async (disk, journal) => {
          disk.writeFile(pathOf(1), bytes);
          disk.writeFile(`${ARCHIVE}/stranger`, new Uint8Array(1));
          await student.archiveSegment(disk, pathOf(1), PACKED);
          expect(disk.openHandles, "files left open").toBe(0);
          journal.acknowledge("archived");
        },
        recover: async (_restarted, disk, journal) => {
          expect(disk.readFile(pathOf(1)), "the segment").toEqual(bytes);
          const isThere = disk.filePaths().includes(PACKED);
          if (journal.acknowledged.length > 0) expect(isThere, "an archive").toBe(true);
          if (isThere) expect(unpacked(disk.readFile(PACKED)), "what it holds").toEqual(bytes);
          return isThere ? "an archive" : "no archive";
        },
      });
    },
  );

  check(
    "3.9-before-removal",
    {
      points: 2,
      invariant: "O5",
      rationale:
        "Between the archive and the log there is a moment. Nothing may be in neither then.",
      hints: ["Archived durably, contents and name, before the segment is removed: each one."],
      needs: ["3.9-archives", "3.8-boundary"],
    },
    async ({ student, random, crashes }) => {
      let originals: Uint8Array[] = [];
      await crashes({
        randomStates: 1,
        workload: async (disk, journal) => {
          disk.writeFile(`${ARCHIVE}/stranger`, new Uint8Array(1));
          const log = await opened(student, disk, { archive: ARCHIVE });
          for (let index = 0; index < 5; index++) await log.append(record(random));
          await log.setCheckpoint({ sequence: 5 });
          originals = segmentsOn(disk)
            .map(({ bytes }) => bytes)
            .slice(0, 2);
          journal.acknowledge("a checkpoint");
          expect((await log.clean()).length, "segments removed").toBe(2);
          journal.acknowledge("cleaned");
        },
        recover: async (_restarted, disk, journal) => {
          if (journal.acknowledged.length === 0) return "nothing to keep yet";
          const kept = segmentsOn(disk).map(({ bytes }) => bytes);
          const archived = archivesOn(disk);
          for (const [index, bytes] of originals.entries()) {
            const places = [...kept, ...archived].filter(
              (each) => Buffer.compare(each, bytes) === 0,
            );
            expect(places.length, `copies of segment ${index + 1}`).toBeGreaterThanOrEqual(1);
          }
          return `${kept.length} segments, ${archived.length} in the archive`;
        },
      });
    },
  );

  check(
    "3.9-opens",
    {
      points: 2,
      rationale: "An archive that only a person can read is a box in a cellar.",
      hints: [
        "`DecompressionStream`, into memory, behind the few methods that a `FileHandle` has.",
        "A read gives what is there at its position: fewer bytes at the end, none behind it.",
      ],
      needs: ["3.9-archives", "3.4-sound-log"],
    },
    async ({ student, restart, random }) => {
      const disk = new SimDisk();
      const { bytes } = forgedSegment(random, 1, 1, 300 + random.below(2000));
      disk.writeFile(pathOf(1), bytes);
      disk.writeFile(`${ARCHIVE}/stranger`, new Uint8Array(1));
      await student.archiveSegment(disk, pathOf(1), PACKED);
      const restarted = await restart();
      const handle = await restarted.openArchived(disk, PACKED);
      expect(disk.openHandles, "files left open").toBe(0);
      const stat = await handle.stat();
      expect(await stat.size, "its size").toBe(bytes.length);
      const count = async (length: number, position: number) =>
        (await handle.read(new Uint8Array(length), 0, length, position)).bytesRead;
      expect(await count(100, 0)).toBe(100);
      expect(await count(100, bytes.length - 7)).toBe(7);
      expect(await count(100, bytes.length)).toBe(0);
      // Where a segment would lie: whatever reads one reads it.
      const { segments } = await restarted.survey(fileSystemWith(handle), DIRECTORY);
      const { lastSequence, size, kind } = segments[0]?.diagnosis ?? {};
      const records = (bytes.length - 64 - 48) / 96;
      expect({ lastSequence, size, kind }).toEqual({
        lastSequence: records,
        size: bytes.length,
        kind: "clean",
      });
      await handle.close();
    },
  );

  check(
    "3.9-damaged",
    {
      points: 1,
      rationale: "An archive rots like any file, and gzip has a checksum of its own.",
      hints: [
        "What `DecompressionStream` throws is the cause; WAL_CORRUPTED is the news.",
        "A file that is not there is WAL_IO.",
      ],
      needs: ["3.9-archives"],
    },
    async ({ student, random }) => {
      const disk = new SimDisk();
      disk.writeFile(pathOf(1), forgedSegment(random, 1, 1, 30).bytes);
      disk.writeFile(`${ARCHIVE}/stranger`, new Uint8Array(1));
      await student.archiveSegment(disk, pathOf(1), PACKED);
      const packed = disk.readFile(PACKED);
      const end = packed.length;
      const damaged = [
        packed.with(end - 6, (packed[end - 6] ?? 0) ^ 1),
        packed.with(0, 0),
        packed.subarray(0, end - 9),
        packed.subarray(0, end / 2),
        random.bytes(200),
      ];
      for (const [index, bytes] of damaged.entries()) {
        disk.writeFile(PACKED, bytes);
        const opening = student.openArchived(disk, PACKED);
        const refusal = { code: "WAL_CORRUPTED" };
        await expect(opening, `archive ${index + 1}`).rejects.toMatchObject(refusal);
        expect(disk.openHandles, "files left open").toBe(0);
      }
      const missing = student.openArchived(disk, `${ARCHIVE}/missing.gz`);
      await expect(missing).rejects.toMatchObject({ code: "WAL_IO" });
      const unread = student.archiveSegment(disk, pathOf(2), PACKED);
      await expect(unread).rejects.toMatchObject({ code: "WAL_IO" });
    },
  );
});

/** What gzip makes of some bytes; nothing when they are no gzip. */
function unpacked(bytes: Uint8Array): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(bytes));
  } catch {
    return new Uint8Array(0);
  }
}

function archivesOn(disk: SimDisk): Uint8Array[] {
  const paths = disk.filePaths().filter((path) => path.startsWith(`${ARCHIVE}/`));
  return paths
    .filter((path) => !path.endsWith(".tmp"))
    .map((path) => unpacked(disk.readFile(path)));
}

/** Not a disk, so that the submission's own handle gets back to it, and not a stand-in. */
function fileSystemWith(handle: FileHandle): FileSystem {
  const open = async (path: string) => {
    if (path === pathOf(1)) return handle;
    throw Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" });
  };
  const readdir = async () => [pathOf(1).slice(DIRECTORY.length + 1)];
  const stat = async (path: string) => (await open(path)).stat();
  return { open, readdir, stat } as unknown as FileSystem;
}
