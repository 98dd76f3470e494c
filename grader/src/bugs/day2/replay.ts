import type { PlantedBug } from "../planted-bug.ts";

/** Mistakes in exercise 2.6. */
export const REPLAY_BUGS: readonly PlantedBug[] = [
  {
    id: "seal-handed-over",
    edits: [
      { file: "replay.ts", find: "if (type === SEAL_TYPE || sequence", replace: "if (sequence" },
    ],
    noticedBy: "2.6-in-order",
    story:
      "Every log that had been closed properly failed to start: it held a record of unknown type.",
  },
  {
    id: "torn-log-not-replayed",
    edits: [
      {
        file: "replay.ts",
        find: 'policy = "tolerate-tail", after',
        replace: 'policy = "absolute", after',
      },
    ],
    noticedBy: "2.6-torn-tail",
    story: "The standby could not read the log of the one that had crashed: it was torn.",
    source: "tidwall/wal's ErrCorrupt; frostdb issue 313 deletes the last file",
  },
  {
    id: "half-a-batch-handed-over",
    edits: [
      {
        file: "replay.ts",
        find: "if (isLast && this.#waiting.length === 0) return",
        replace: "if (this.#waiting.length === 0) return",
      },
    ],
    noticedBy: "2.6-whole-batches",
    story:
      "The replay had shown half a transfer before it found that the other half was not there.",
  },
  {
    id: "batch-handed-over-twice",
    edits: [{ file: "replay.ts", find: "    this.#waiting = [];\n", replace: "" }],
    noticedBy: "2.6-whole-batches",
    story: "The buffer was not emptied: the second batch began with all of the first.",
    source: "Pebble 3d14906a0: a buffer that was not reset",
  },
  {
    id: "last-record-of-a-batch-wins",
    edits: [
      {
        file: "replay.ts",
        find: "    for (const found of batch) await this.give(found);\n",
        replace:
          "    let failure: unknown;\n" +
          "    for (const found of batch) {\n" +
          "      failure = undefined;\n" +
          "      await Promise.resolve(this.give(found)).catch((error) => {\n" +
          "        failure = error;\n      });\n    }\n" +
          "    if (failure) throw failure;\n",
      },
    ],
    noticedBy: "2.6-handler-fails",
    story: "The second insert of three failed. The third one worked, and so the batch had worked.",
    source: "etcd issue 21369: an error that a later success overwrites",
  },
  {
    id: "handler-overtaken",
    edits: [
      {
        file: "replay.ts",
        find: "    for (const found of batch) await this.give(found);\n",
        replace: "    await Promise.all(batch.map((found) => this.give(found)));\n",
      },
    ],
    noticedBy: "2.6-waits",
    story: "The delete of a batch was quicker than its put.",
  },
  {
    id: "snapshot-applied-again",
    edits: [
      {
        file: "replay.ts",
        find: "SEAL_TYPE || sequence <= this.#after) return;",
        replace: "SEAL_TYPE) return;",
      },
      { file: "replay.ts", find: "  readonly #after: number;\n", replace: "" },
      { file: "replay.ts", find: "    this.#after = after;\n", replace: "    void after;\n" },
    ],
    noticedBy: "2.6-after-a-snapshot",
    story: "The counter was in the snapshot, and in the log behind it: it doubled at each restart.",
    source: "likhadb issue 34; arc issue 229",
  },
  {
    id: "log-ends-before-the-snapshot",
    edits: [
      {
        file: "replay.ts",
        find: "knownDurable: Math.max(after, options.knownDurable ?? 0)",
        replace: "knownDurable: options.knownDurable",
      },
    ],
    noticedBy: "2.6-what-the-snapshot-proves",
    story:
      "Somebody restored last week's log beside today's snapshot. Both were taken, without a word.",
  },
  {
    id: "log-begins-late",
    edits: [
      {
        file: "replay.ts",
        find: '    if (early && policy !== "salvage") throw beginsLate(first, early);\n',
        replace: "",
      },
    ],
    noticedBy: "2.6-what-the-snapshot-proves",
    story:
      "The cleaner had been too eager by one segment. The records in it were missed in spring.",
    source: "etcd's isValidSeq checks for it",
  },
  {
    id: "unknown-type-skipped",
    edits: [
      {
        file: "replay.ts",
        find: "if (type === SEAL_TYPE || sequence",
        replace: "if (type === SEAL_TYPE || (type > 19 && type < 32) || type > 36 || sequence",
      },
    ],
    noticedBy: "2.6-refuses",
    story: "They rolled back to the old version. It skipped what it did not know: the refunds.",
  },
  {
    id: "goes-on-behind-damage",
    edits: [
      {
        file: "replay.ts",
        find: 'policy = "tolerate-tail", after',
        replace: 'policy = "salvage", after',
      },
    ],
    noticedBy: "2.6-refuses",
    story: "The deposit was skipped, the withdrawal behind it was not.",
    source: "LevelDB without paranoid_checks",
  },
  {
    id: "shorter-log-replayed",
    edits: [
      { file: "replay.ts", find: "    assertAllowed(diagnosis, policy);\n", replace: "" },
      {
        file: "replay.ts",
        find: "import { assertAllowed, type Policy }",
        replace: "import type { Policy }",
      },
    ],
    noticedBy: "2.6-refuses",
    story:
      "The replay stopped at a bad record and reported success. The state was that of January.",
    source: "Kafka's recover truncates at the first bad batch",
  },
  {
    id: "shown-before-synced",
    edits: [
      {
        file: "replay.ts",
        find: '    if (handle) await io("sync the log", handle.datasync());\n',
        replace: "",
      },
      {
        file: "replay.ts",
        find: "    const { kind, lastSequence } = diagnosis;\n",
        replace:
          "    const { kind, lastSequence } = diagnosis;\n" +
          '    if (handle) await io("sync the log", handle.datasync());\n',
      },
    ],
    noticedBy: "2.6-syncs-before-it-shows",
    story:
      "The mail was sent, the power failed, and the record that had asked for the mail was gone.",
  },
  {
    id: "file-left-open",
    edits: [
      {
        file: "log-handle.ts",
        find: "    await handle?.close().catch(() => undefined);\n",
        replace: "",
      },
    ],
    noticedBy: "2.6-survives-failures",
    story: "It retried a damaged log each second. After seventeen minutes it could open nothing.",
  },
  {
    id: "older-frames-salvaged",
    edits: [
      {
        file: "salvage.ts",
        find: "    if (frame.sequence < sequence) continue;\n",
        replace: "    if (frame.sequence < 0) continue;\n",
      },
    ],
    noticedBy: "2.6-salvage-keeps-order",
    story: "The salvaged log held a block twice, and in the old one the account was still open.",
  },
  {
    id: "salvage-stops-at-the-second-hole",
    edits: [
      {
        file: "salvage.ts",
        find: "    const missing = frame.sequence - sequence;\n",
        replace:
          "    const missing = frame.sequence - sequence;\n    if (missing > 0 && gaps.length > 0) break;\n",
      },
    ],
    noticedBy: "2.6-salvages",
    story: "Two sectors had rotted. It salvaged what lay between them, and not what lay behind.",
  },
  {
    id: "gap-at-the-end-untold",
    edits: [
      {
        file: "salvage.ts",
        find: "  if (offset < size) gaps.push({ offset, size: size - offset, sequence, missing: 0 });\n",
        replace: "  void size;\n",
      },
    ],
    noticedBy: "2.6-salvage-ends",
    story: "No gaps, said the report. The last hour of the log was not in it.",
  },
  {
    id: "unused-space-is-a-gap",
    edits: [
      {
        file: "salvage.ts",
        find: 'if (!header || tail === "zeros") return { lastSequence, gaps };',
        replace: 'if (!header || tail === "none") return { lastSequence, gaps };',
      },
    ],
    noticedBy: "2.6-salvage-ends",
    story: "Every preallocated log was reported with a gap, until nobody read the reports.",
  },
  {
    id: "early-gap-untold",
    edits: [
      {
        file: "replay.ts",
        find: "gaps: [...(early ? [early] : []), ...salvaged.gaps]",
        replace: "gaps: salvaged.gaps",
      },
    ],
    noticedBy: "2.6-salvage-after-a-snapshot",
    story: "What was salvaged began at 500. The snapshot ended at 400, and nobody was told.",
  },
];
