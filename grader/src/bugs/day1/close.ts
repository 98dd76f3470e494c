import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 1.9. */
export const CLOSE_BUGS: readonly PlantedBug[] = [
  {
    id: "sync-does-nothing",
    edits: [
      {
        file: "log-file.ts",
        find: 'await this.#orFail("sync the log", this.#handle.datasync());',
        replace:
          'if (this.#options.sync === "always") await this.#orFail("sync the log", this.#handle.datasync());',
      },
    ],
    noticedBy: "1.9-manual-sync",
    story: "Sync resolved at once. It was very fast.",
  },
  {
    id: "manual-syncs-anyway",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#options.sync === "always") await this.sync(); //',
        replace: "await this.sync(); //",
      },
    ],
    noticedBy: "1.9-manual-is-lazy",
    story: "Asked for one sync a thousand records, it made a thousand.",
  },
  {
    id: "no-seal",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#state === "open" && !this.#sealed) await this.#seal();',
        replace: 'if (this.#state === "open" && !this.#sealed) await this.sync();',
      },
      { file: "log-file.ts", find: "  async #seal()", replace: "  async seal()" },
    ],
    noticedBy: "1.9-seals",
    story: "The last record rotted, and nothing behind it said that it had ever been there.",
  },
  {
    id: "seal-vouches-too-early",
    edits: [
      {
        file: "log-file.ts",
        find: "    if (this.#syncedSequence < this.#lastSequence) await this.sync();\n",
        replace: "",
      },
    ],
    noticedBy: "1.9-seals",
    story:
      "The seal was written before what it vouches for was durable, so it could vouch for nothing.",
  },
  {
    id: "seal-takes-a-sequence",
    edits: [
      {
        file: "log-file.ts",
        find: "this.#stampFor(this.#lastSequence + 1);",
        replace: "this.#stampFor(++this.#lastSequence);",
      },
    ],
    noticedBy: "1.9-states",
    story: "Each restart used up a number, and the auditors asked where record 4 had gone.",
  },
  {
    id: "close-forgets-to-sync",
    edits: [
      {
        file: "log-file.ts",
        find: "    await this.sync();\n    this.#sealed = true;",
        replace: "    this.#sealed = true;",
      },
    ],
    noticedBy: "1.9-close-is-durable",
    story: "Close resolved, the machine was switched off. The seal had been in memory.",
  },
  {
    id: "append-after-close",
    edits: [
      {
        file: "log-file.ts",
        find: '  #assertOpen(): void {\n    if (this.#state === "closed") throw closed();\n',
        replace: "  #assertOpen(): void {\n",
      },
    ],
    noticedBy: "1.9-states",
    story: "An append after close failed with EBADF, which nobody's code was looking for.",
  },
  {
    id: "no-reads-when-failed",
    edits: [
      {
        file: "log-file.ts",
        find: 'if (this.#state === "closed") throw closed();\n    if (!(Number',
        replace: "this.#assertOpen();\n    if (!(Number",
      },
    ],
    noticedBy: "1.9-reads-when-failed",
    story: "The disk was full. Nobody could read either.",
  },
  {
    id: "removal-not-durable",
    edits: [
      {
        file: "log-file.ts",
        find: '    await io("remove the log", fs.unlink(path));\n    await io("sync the directory", syncDirectory(fs, directoryOf(path)));',
        replace: '    await io("remove the log", fs.unlink(path));',
      },
    ],
    noticedBy: "1.9-remove",
    story: "The customer's data had been deleted. After the power cut it was back.",
  },
  {
    id: "close-leaks",
    edits: [
      {
        file: "log-file.ts",
        find: '      this.#state = "closed";\n      await this.#handle.close().catch(() => undefined);\n      throw error;',
        replace: '      this.#state = "closed";\n      throw error;',
      },
    ],
    noticedBy: "1.9-leaks-nothing",
    story:
      "The disk failed, so close failed, so the file stayed open, so the disk could not be removed.",
  },
];
