import type { PlantedBug } from "../planted-bug.ts";

const CONTROLLER = "controller.ts";
const MANAGER = "job-manager.ts";

/** Mistakes in exercise 4.6: snapshots. */
export const SNAPSHOT_BUGS: readonly PlantedBug[] = [
  {
    id: "snapshot-forgets-attempts",
    edits: [
      {
        file: "job.ts",
        find: "for (let attempt = 1; attempt <= attempts; attempt++) {",
        replace: "for (let attempt = 1; attempt <= Math.min(attempts, 1); attempt++) {",
      },
    ],
    noticedBy: "4.6-events-of",
    story: "Each snapshot gave every job all its tries back.",
  },
  {
    id: "waiting-order-is-lost",
    edits: [
      {
        file: MANAGER,
        find: 'return [...others, ...this.jobs("pending")].flatMap(eventsOf);',
        replace:
          'const pending = this.jobs().filter(({ state }) => state === "pending");\n' +
          "    return [...others, ...pending].flatMap(eventsOf);",
      },
    ],
    noticedBy: "4.6-whole-state",
    story: "After each restart from a snapshot the job that always failed was first again.",
  },
  {
    id: "only-open-jobs",
    edits: [
      {
        file: MANAGER,
        find: 'state !== "pending");\n    // In the order',
        replace: 'state === "in-flight");\n    // In the order',
      },
    ],
    noticedBy: "4.6-whole-state",
    story:
      "Completed jobs were left out to save space. A client that asked again had its job done again.",
  },
  {
    id: "restores-without-a-sequence",
    edits: [
      {
        file: MANAGER,
        find: "    for (const event of events) this.#take(event);\n    this.#lastSequence = sequence;",
        replace:
          "    for (const event of events) this.#take(event);\n    if (sequence === 0) this.#lastSequence = sequence;",
      },
      { file: CONTROLLER, find: ", { after: sequence });", replace: ");" },
    ],
    noticedBy: "4.6-whole-state",
    story: "The log still held what the snapshot held. Attempts were counted twice.",
    source:
      "likhadb, issue 34; arc, issue 229; rrdb, issue 236; RocksDB skips older sequence numbers",
  },
  {
    id: "stops-at-what-it-does-not-know",
    edits: [
      {
        file: "snapshot.ts",
        find: '      throw new WalError("WAL_CORRUPTED", `Byte ${offset} of the snapshot starts no record.`);',
        replace: '      if (parsed.kind) return;\n      throw new WalError("WAL_CORRUPTED", "");',
      },
    ],
    noticedBy: "4.6-no-records",
    story: "The snapshot was that of another program. The queue started empty.",
  },
  {
    id: "strangers-are-welcome",
    edits: [
      {
        file: CONTROLLER,
        find: '      throw new WalError("WAL_CORRUPTED", `A ${record.type} in the snapshot is no job\'s.`);',
        replace: "      continue;",
      },
    ],
    noticedBy: "4.6-somebody-elses",
    story: "Two programs had exchanged their directories. Both started, and both started empty.",
  },
  {
    id: "snapshot-ahead-of-the-state",
    edits: [
      {
        file: CONTROLLER,
        find: "const { lastSequence: sequence } = this.#manager;",
        replace: "const { lastSequence: sequence } = this.#log;",
      },
    ],
    noticedBy: "4.6-beside-changes",
    story:
      "The log was a record ahead of the state. The checkpoint stood behind a job that nobody had.",
    source: "Kafka, KAFKA-10101",
  },
  {
    id: "sequence-taken-later",
    edits: [
      {
        file: CONTROLLER,
        find:
          "    const { lastSequence: sequence } = this.#manager;\n" +
          "    const snapshot = encodeRecords(this.#manager.snapshot());\n" +
          "    await this.#log.setCheckpoint({ sequence, snapshot });",
        replace:
          "    const snapshot = encodeRecords(this.#manager.snapshot());\n" +
          "    await this.#log.replay(() => {}, { after: this.#log.checkpoint.sequence });\n" +
          "    const { lastSequence: sequence } = this.#manager;\n" +
          "    await this.#log.setCheckpoint({ sequence, snapshot });",
      },
    ],
    noticedBy: "4.6-beside-changes",
    story: "First the state was written, then the sequence was read. In between, a job had come.",
    source: "Kafka, KAFKA-10101",
  },
  {
    id: "never-cleans",
    edits: [
      { file: CONTROLLER, find: "    await this.#log.clean(); // O5: only now.\n", replace: "" },
    ],
    noticedBy: "4.6-starts-from-a-snapshot",
    story: "There was a snapshot each hour, and the disk was full in spite of it.",
  },
  {
    id: "snapshot-failure-is-silent",
    edits: [
      {
        file: CONTROLLER,
        find: "await this.#log.setCheckpoint({ sequence, snapshot });",
        replace: "await this.#log.setCheckpoint({ sequence, snapshot }).catch(() => undefined);",
      },
    ],
    noticedBy: "4.6-snapshot-fails",
    story: "Snapshots had failed for a month. The log of that month was replayed at each start.",
  },
  {
    id: "replays-everything",
    edits: [
      {
        file: CONTROLLER,
        find: "sequence);\n    await log.replay",
        replace: "0);\n    await log.replay",
      },
      { file: CONTROLLER, find: ", { after: sequence });", replace: ");" },
    ],
    noticedBy: "4.6-starts-from-a-snapshot",
    story: "Snapshot and log overlapped, and nothing told what was in both.",
    source: "likhadb, issue 34; arc, issue 229; rrdb, issue 236",
  },
];
