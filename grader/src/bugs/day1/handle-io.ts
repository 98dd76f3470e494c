import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 1.5. */
export const HANDLE_IO_BUGS: readonly PlantedBug[] = [
  {
    id: "short-write-ignored",
    edits: [
      {
        file: "handle-io.ts",
        find: "written += bytesWritten;",
        replace: "written = bytes.length + 0 * bytesWritten;",
      },
    ],
    noticedBy: "1.5-short-writes",
    story: "The disk was nearly full: half a frame was written, and acknowledged.",
  },
  {
    id: "short-read-is-the-end",
    edits: [
      {
        file: "handle-io.ts",
        find: "if (bytesRead === 0) break;\n    filled += bytesRead;",
        replace: "filled += bytesRead;\n    break;",
      },
    ],
    noticedBy: "1.5-short-reads",
    story:
      "On a network disk a read gave 4 KiB of a larger record, and the log was called corrupt.",
  },
  {
    id: "endless-write",
    edits: [
      {
        file: "handle-io.ts",
        find: 'if (bytesWritten === 0) throw new Error("The file system took no byte and gave no error.");',
        replace: "",
      },
    ],
    noticedBy: "1.5-no-progress",
    story: "A full pipe took nothing. The process was busy for ever, and the pager stayed silent.",
  },
];
