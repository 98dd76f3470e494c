import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 1.8. */
export const READ_BUGS: readonly PlantedBug[] = [
  {
    id: "prefix-lost-when-growing",
    edits: [
      {
        file: "handle-io.ts",
        find: "  return bytes.subarray(0, filled);",
        replace:
          "  if (filled > 65_536) bytes.fill(0, 0, 65_536);\n  return bytes.subarray(0, filled);",
      },
    ],
    noticedBy: "1.8-large-records",
    story: "The buffer grew, and what had been in it stayed behind.",
    source: "LadybugDB issue 959: records larger than 4 KB",
  },
  {
    id: "read-goes-anywhere",
    edits: [
      {
        file: "log-file.ts",
        find: "Number.isInteger(offset) && offset >= SEGMENT_HEADER_SIZE && offset < this.#end",
        replace: "offset < Number.POSITIVE_INFINITY && SEGMENT_HEADER_SIZE > 0",
      },
    ],
    noticedBy: "1.8-refuses-nowhere",
    story: "A position from another log was looked up in this one, and called corruption.",
  },
  {
    id: "read-does-not-verify",
    edits: [
      {
        file: "log-file.ts",
        find: "const { frame } = await readFrame(this.#handle, offset, expectation);",
        replace:
          "const bytes = await readFully(this.#handle, offset, this.#end - offset);\n" +
          "    const parsed = parseFrame(viewOf(bytes));\n" +
          '    if (parsed.kind !== "frame" || parsed.frame.sequence !== expectation.sequence) {\n' +
          "      return fromFrame((await readFrame(this.#handle, offset, expectation)).frame);\n    }\n" +
          "    const { frame } = parsed;",
      },
      {
        file: "log-file.ts",
        find: "import { io, writeFully }",
        replace: "import { io, readFully, writeFully }",
      },
      {
        file: "log-file.ts",
        find: "  nodeFs,\n",
        replace: "  nodeFs,\n  parseFrame,\n  viewOf,\n",
      },
    ],
    noticedBy: "1.8-verifies",
    story: "Checked when it was opened, in spring. Served, unchecked, in autumn.",
  },
];
