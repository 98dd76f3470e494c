import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 3.7. */
export const CHECKPOINT_BUGS: readonly PlantedBug[] = [
  {
    id: "away-with-the-old",
    edits: [
      {
        file: "checkpoint.ts",
        find: "  const handle = await publish(",
        replace:
          '  await fs.unlink([directory, NAME].join("/")).catch(() => undefined);\n' +
          "  const handle = await publish(",
      },
    ],
    noticedBy: "3.7-old-or-new",
    story: "The old checkpoint was removed first, to be on the safe side. Then the power went.",
  },
  {
    id: "checkpoint-later",
    edits: [
      {
        file: "retention.ts",
        find: "      await writeCheckpoint(this.#fs, this.#directory, checkpoint);\n",
        replace:
          "      void writeCheckpoint(this.#fs, this.#directory, checkpoint).catch(() => undefined);\n",
      },
    ],
    noticedBy: "3.7-old-or-new",
    story:
      "The checkpoint was on its way to the disk. So was the order to remove what it stood for.",
    source: "turso issue 4652",
  },
  {
    id: "ahead-of-its-log",
    edits: [
      {
        file: "segmented-log.ts",
        find: "    if (this.#syncedSequence < checkpoint.sequence) await this.sync();\n",
        replace: "",
      },
    ],
    noticedBy: "3.7-never-ahead",
    story:
      "The snapshot held what the log had only in memory. After the power cut the log was too short.",
    source: "KAFKA-10101",
  },
  {
    id: "forgets-the-rest",
    edits: [
      {
        file: "retention.ts",
        find: "const checkpoint = { ...old, ...changes, sequence };",
        replace: "const checkpoint = { ...old, highestFinished: 0, ...changes, sequence };",
      },
    ],
    noticedBy: "3.7-keeps-the-rest",
    story: "The sequence was moved, and with it the finished transactions were forgotten.",
  },
  {
    id: "borrowed-snapshot",
    edits: [
      {
        file: "segmented-log.ts",
        find: "const snapshot = checkpoint.snapshot.slice();",
        replace: "const { snapshot } = checkpoint;",
      },
    ],
    noticedBy: "3.7-keeps-the-rest",
    story:
      "The buffer was used for the next thing. The next checkpoint was made from what was in it then.",
  },
  {
    id: "goes-back",
    edits: [
      {
        file: "segmented-log.ts",
        find: "if (goesBack || checkpoint.sequence > this.#lastSequence) {",
        replace: "if (goesBack && checkpoint.sequence > this.#lastSequence) {",
      },
    ],
    noticedBy: "3.7-refuses-to-go-back",
    story: "An older snapshot was restored. The log between the two was long gone.",
  },
  {
    id: "snapshot-not-verified",
    edits: [
      {
        file: "checkpoint.ts",
        find: "const { frame } = await readFrame(handle, SEGMENT_HEADER_SIZE, expectation);",
        replace:
          "const { frame } = await readFrame(handle, SEGMENT_HEADER_SIZE, expectation).catch(() => {\n" +
          "    const nothing = new Uint8Array(0);\n" +
          "    return { frame: { transactionId: 0, value: nothing } };\n  });",
      },
    ],
    noticedBy: "3.7-damaged",
    story: "One bit of the snapshot had rotted. The program began with an empty one.",
  },
  {
    id: "counts-on-it-early",
    edits: [
      {
        file: "retention.ts",
        find:
          "      await writeCheckpoint(this.#fs, this.#directory, checkpoint);\n" +
          "      this.#checkpoint = checkpoint;\n",
        replace:
          "      this.#checkpoint = checkpoint;\n" +
          "      await writeCheckpoint(this.#fs, this.#directory, checkpoint);\n",
      },
    ],
    noticedBy: "3.7-failure",
    story:
      "The disk was full, the checkpoint failed. The cleaner made room: it removed the segments.",
  },
  {
    id: "off-by-one-on-disk",
    edits: [
      {
        file: "checkpoint.ts",
        find: "const next = sequence + 1;",
        replace: "const next = Math.max(1, sequence);",
      },
      {
        file: "checkpoint.ts",
        find: "syncedWatermark: sequence }",
        replace: "syncedWatermark: next - 1 }",
      },
      {
        file: "checkpoint.ts",
        find: "return { sequence: sequence - 1, highestFinished",
        replace: "return { sequence, highestFinished",
      },
    ],
    noticedBy: "3.7-bytes",
    story: "It read what it had written. Every other program read one record less.",
  },
  {
    id: "written-and-never-read",
    edits: [
      {
        file: "checkpoint.ts",
        find: "{ sequence, salt, maxRecordSize }",
        replace: "{ sequence, salt, maxRecordSize: Math.min(maxRecordSize, 2 ** 16) }",
      },
    ],
    noticedBy: "3.7-round-trip",
    story:
      "Snapshots grew. One day there was one that could be written, and was too large to read.",
  },
];
