import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 2.7. */
export const STATE_BUGS: readonly PlantedBug[] = [
  {
    id: "absent-key-is-an-error",
    edits: [
      {
        file: "memtable.ts",
        find: 'if (record.type === "delete") this.#values.delete(key);',
        replace:
          'if (record.type === "delete") {\n' +
          '      if (!this.#values.delete(key)) throw new Error("There is no such key.");\n    }',
      },
    ],
    noticedBy: "2.7-memtable",
    story: "The put was in the snapshot, the delete in the log, and the restart failed on it.",
  },
  {
    id: "empty-value-is-none",
    edits: [
      {
        file: "memtable.ts",
        find: "return this.#values.get(textOf(key))?.slice();",
        replace:
          "const value = this.#values.get(textOf(key));\n" +
          "    return value?.length ? value.slice() : undefined;",
      },
    ],
    noticedBy: "2.7-empty-values",
    story: "The lock file was empty on purpose. After the restart it was not there.",
  },
  {
    id: "keys-are-text",
    edits: [
      {
        file: "memtable.ts",
        find: 'return Array.from(key, (byte) => String.fromCharCode(byte)).join("");',
        replace: "return new TextDecoder().decode(key);",
      },
      {
        file: "memtable.ts",
        find: "return Uint8Array.from(text, (character) => character.charCodeAt(0));",
        replace: "return new TextEncoder().encode(text);",
      },
    ],
    noticedBy: "2.7-keys-are-bytes",
    story: "Keys were hashes. All those with bytes that are no UTF-8 were one key.",
  },
  {
    id: "values-borrowed",
    edits: [
      {
        file: "memtable.ts",
        find: "this.#values.set(key, record.value.slice());",
        replace: "this.#values.set(key, record.value);",
      },
    ],
    noticedBy: "2.7-owns-its-bytes",
    story: "The caller read the next message into the same buffer, and all values changed.",
    source: "raft-wal 1cab18f: a race caused by sharing a read buffer",
  },
  {
    id: "page-takes-it-again",
    edits: [
      { file: "pages.ts", find: "page.sequence >= sequence", replace: "page.sequence > sequence" },
    ],
    noticedBy: "2.7-at-most-once",
    story: "The record that each page had taken last was added to it again at each restart.",
    source: "rrdb issue 236",
  },
  {
    id: "one-sequence-for-all-pages",
    edits: [
      {
        file: "pages.ts",
        find: "if (page && page.sequence >= sequence) return false;",
        replace:
          "const isBehind = [...this.#pages.values()].some((each) => each.sequence >= sequence);\n" +
          "    if (isBehind) return false;",
      },
    ],
    noticedBy: "2.7-at-most-once",
    story: "One page had been written out later than the others, and kept them from catching up.",
  },
  {
    id: "emptied-page-forgotten",
    edits: [
      {
        file: "pages.ts",
        find: "    this.#pages.set(id, { bytes, sequence });\n",
        replace:
          '    if (record.type === "delete") this.#pages.delete(id);\n' +
          "    else this.#pages.set(id, { bytes, sequence });\n",
      },
    ],
    noticedBy: "2.7-snapshot",
    story: "The page was emptied and dropped. The replay found it missing, and filled it again.",
  },
];
