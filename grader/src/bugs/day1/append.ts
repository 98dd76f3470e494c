import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 1.7. */
export const APPEND_BUGS: readonly PlantedBug[] = [
  {
    id: "never-syncs",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#options.sync === "always") await this.sync(); // The commit point: O1.',
        replace: "this.#syncedSequence = sequence;",
      },
    ],
    noticedBy: "1.7-sync-before-resolve",
    story:
      "All tests were green: they closed the file and read it back. The power cut did not close it.",
    source: "Jepsen's NATS report: 131,418 of 930,005 acknowledged messages lost",
  },
  {
    id: "resolves-before-sync",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#options.sync === "always") await this.sync(); // The commit point: O1.',
        replace: 'if (this.#options.sync === "always") this.sync().catch(() => undefined);',
      },
    ],
    noticedBy: "1.7-sync-before-resolve",
    story: "The sync was started. Nobody waited for it.",
  },
  {
    id: "sync-then-write",
    edits: [
      {
        file: "log-file.ts",
        find: '    await this.#write(bytes);\n    this.#lastSequence = sequence;\n    if (this.#options.sync === "always") await this.sync(); // The commit point: O1.',
        replace:
          '    if (this.#options.sync === "always") await this.sync();\n    await this.#write(bytes);\n    this.#lastSequence = sequence;',
      },
    ],
    noticedBy: "1.7-sync-before-resolve",
    story: "Each sync made the record before last durable. The last one never was.",
  },
  {
    id: "watermark-runs-ahead",
    edits: [
      {
        file: "log-file.ts",
        find: "syncedWatermark: this.#syncedSequence }",
        replace: "syncedWatermark: sequence - 1 }",
      },
    ],
    noticedBy: "1.7-watermark",
    story: "A healthy log, torn by a crash, was accused of corruption, and refused to open.",
  },
  {
    id: "watermark-stands-still",
    edits: [
      {
        file: "log-file.ts",
        find: "    this.#syncedSequence = written;\n",
        replace: "    this.#syncedSequence = Math.min(written, this.#syncedSequence);\n",
      },
    ],
    noticedBy: "1.7-watermark",
    story:
      "Rotted records passed for a torn tail: nothing on disk said that they had been durable.",
  },
  {
    id: "goes-on-after-failure",
    edits: [{ file: "log-file.ts", find: '      this.#state = "failed";\n', replace: "" }],
    noticedBy: "1.7-failed-is-failed",
    story:
      "The sync failed once, the next one succeeded. The kernel had dropped the pages meanwhile.",
    source: "PostgreSQL's fsync surprise of 2018",
  },
  {
    id: "retries-the-sync",
    edits: [
      {
        file: "log-file.ts",
        find: 'await this.#orFail("sync the log", this.#handle.datasync());',
        replace:
          "const retried = this.#handle.datasync().catch(() => this.#handle.datasync());\n" +
          '    await this.#orFail("sync the log", retried);',
      },
    ],
    noticedBy: "1.7-survives-failures",
    story: "It tried again, and it worked. The second sync had nothing left to write.",
    source: "PostgreSQL's fsync surprise of 2018",
  },
  {
    id: "refusal-takes-a-number",
    edits: [
      {
        file: "log-file.ts",
        find: "    const sequence = this.#lastSequence + 1;\n    const frame",
        replace:
          "    const sequence = this.#lastSequence + 1;\n    this.#lastSequence = sequence;\n    const frame",
      },
    ],
    noticedBy: "1.7-refused-record",
    story: "A record was too large and was refused. The hole it left made the log corrupt.",
  },
  {
    id: "limit-not-enforced",
    edits: [
      {
        file: "log-file.ts",
        find: "encodeFrame(frame, this.#options.maxRecordSize)",
        replace: "encodeFrame(frame)",
      },
    ],
    noticedBy: "1.7-refused-record",
    story: "It wrote what it would refuse to read.",
  },
  {
    id: "writes-at-its-own-offset",
    edits: [
      {
        file: "log-file.ts",
        find: 'fs.open(path, "a+")',
        replace: 'fs.open(path, "r+").catch(() => fs.open(path, "w+"))',
      },
      {
        file: "log-file.ts",
        find: "writeFully(this.#handle, stamp(frame, this.#header.salt))",
        replace: "writeFully(this.#handle, stamp(frame, this.#header.salt), this.#end)",
      },
      {
        file: "handle-io.ts",
        find: "writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {",
        replace:
          "writeFully(\n  handle: FileHandle,\n  bytes: Uint8Array,\n  at = 0,\n): Promise<void> {",
      },
      {
        file: "handle-io.ts",
        find: "bytes.length - written, null)",
        replace: "bytes.length - written, at + written)",
      },
    ],
    noticedBy: "1.7-append-mode",
    story: "Two tools had the log open. Each wrote where it thought the end was.",
  },
  {
    id: "empty-is-a-delete",
    edits: [{ file: "log-file.ts", find: "value === null ?", replace: "!value?.length ?" }],
    noticedBy: "1.7-write",
    story: "An empty setting was stored, and the setting was gone.",
  },
  {
    id: "positions-drift",
    edits: [
      {
        file: "log-file.ts",
        find: "offset: this.#end, size",
        replace: "offset: this.#end + 8, size",
      },
    ],
    noticedBy: "1.7-bytes",
    story: "Each position pointed a few bytes past its record.",
  },
];
