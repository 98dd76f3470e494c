import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 2.1. */
export const CHUNK_BUGS: readonly PlantedBug[] = [
  {
    id: "border-is-the-end",
    edits: [
      {
        file: "file-window.ts",
        find: "skipped + size <= this.#bytes.length",
        replace: "skipped < this.#bytes.length",
      },
    ],
    noticedBy: "2.1-every-border",
    story:
      "Where a chunk ended inside a frame, the log ended. In the tests it was never that long.",
  },
  {
    id: "frame-larger-than-a-chunk",
    edits: [
      {
        file: "file-window.ts",
        find: "Math.max(size, this.#chunkSize)",
        replace: "this.#chunkSize",
      },
    ],
    noticedBy: "2.1-every-border",
    story: "One job carried a large attachment. Since that day the log ended just before it.",
    source: "LadybugDB issue 959: records larger than 4 KB",
  },
  {
    id: "whole-file-in-memory",
    edits: [
      {
        file: "file-window.ts",
        find: "Math.max(size, this.#chunkSize)",
        replace: "Math.max(size, this.#chunkSize, (await this.#handle.stat()).size)",
      },
    ],
    noticedBy: "2.1-one-chunk-at-a-time",
    story: "After a year the log was larger than the memory, and no restart came to its end.",
  },
  {
    id: "one-read-for-each-frame",
    edits: [{ file: "file-window.ts", find: "Math.max(size, this.#chunkSize)", replace: "size" }],
    noticedBy: "2.1-one-chunk-at-a-time",
    story: "Two calls for each of ten million records: the restart took as long as the outage.",
  },
  {
    id: "one-read-is-enough",
    edits: [
      {
        file: "file-window.ts",
        find: 'this.#bytes = await io("read the log", readFully(this.#handle, offset, wanted));',
        replace:
          "const bytes = new Uint8Array(wanted);\n" +
          "    const reading = this.#handle.read(bytes, 0, wanted, offset);\n" +
          '    this.#bytes = bytes.subarray(0, (await io("read the log", reading)).bytesRead);',
      },
      {
        file: "file-window.ts",
        find: "import { io, readFully }",
        replace: "import { io }",
      },
    ],
    noticedBy: "2.1-short-reads",
    story: "A network disk gave half a chunk, and the second half of the log was cut off as torn.",
  },
  {
    id: "limit-not-handed-on",
    edits: [
      {
        file: "walk.ts",
        find: "new FrameCursor(viewOf(bytes), this.#maxRecordSize)",
        replace: "new FrameCursor(viewOf(bytes), 2 ** 33)",
      },
      {
        file: "file-window.ts",
        find: "Math.min(Math.max(size, this.#chunkSize), Math.max(0, this.fileSize - offset))",
        replace: "Math.max(size, this.#chunkSize)",
      },
    ],
    noticedBy: "2.1-absurd-size",
    story: "A damaged size asked for four gigabytes, and the process died before it could say why.",
    source: "rosedb issue 315: slice bounds out of range",
  },
  {
    id: "buffer-reused",
    edits: [
      {
        file: "file-window.ts",
        find: 'this.#bytes = await io("read the log", readFully(this.#handle, offset, wanted));',
        replace:
          'const read = await io("read the log", readFully(this.#handle, offset, wanted));\n' +
          "    if (this.#buffer.length < read.length) this.#buffer = new Uint8Array(2 * read.length);\n" +
          "    this.#buffer.set(read);\n" +
          "    this.#bytes = this.#buffer.subarray(0, read.length);",
      },
      {
        file: "file-window.ts",
        find: "  #bytes: Uint8Array = new Uint8Array(0);\n",
        replace:
          "  #bytes: Uint8Array = new Uint8Array(0);\n" +
          "  #buffer: Uint8Array = new Uint8Array(0);\n",
      },
    ],
    noticedBy: "2.6-whole-batches",
    story: "The first records of a long batch came out with the bytes of the last ones.",
    source: "raft-wal 1cab18f: a race caused by sharing a read buffer",
  },
];
