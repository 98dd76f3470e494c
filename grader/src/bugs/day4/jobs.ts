import type { PlantedBug } from "../planted-bug.ts";

const JOB = "job.ts";
const MANAGER = "job-manager.ts";

/** Mistakes in exercise 4.4: jobs. */
export const JOB_BUGS: readonly PlantedBug[] = [
  {
    id: "late-ack-is-ignored",
    edits: [
      {
        file: JOB,
        find: 'return isOpen ? { ...job, state: "completed", reason: "" } : undefined;',
        replace:
          'return state === "in-flight" ? { ...job, state: "completed", reason: "" } : undefined;',
      },
    ],
    noticedBy: "4.4-table",
    story: "The worker was late and done. Its ack was dropped, and the job was done once more.",
  },
  {
    id: "enqueued-again",
    edits: [
      {
        file: JOB,
        find: '    case "enqueue":\n      return undefined;',
        replace:
          '    case "enqueue":\n      return state === "dead" ? newJob(event.jobId, event.payload) : undefined;',
      },
    ],
    noticedBy: "4.4-table",
    story: "A client repeated its request, and the dead letter was alive again.",
  },
  {
    id: "ack-keeps-the-reason",
    edits: [
      {
        file: JOB,
        find: '{ ...job, state: "completed", reason: "" }',
        replace: '{ ...job, state: "completed" }',
      },
    ],
    noticedBy: "4.4-fields",
    story: "The list of completed jobs was full of time-outs.",
  },
  {
    id: "not-idempotent",
    edits: [
      {
        file: MANAGER,
        find: "    if (sequence <= this.#lastSequence) return false;\n",
        replace: "",
      },
    ],
    noticedBy: "4.4-once",
    story:
      "The log was replayed behind the snapshot from a little too early. Attempts were doubled.",
    source: "likhadb, issue 34; arc, issue 229; rrdb, issue 236",
  },
  {
    id: "counts-its-own-only",
    edits: [
      {
        file: MANAGER,
        find:
          "    this.#lastSequence = sequence;\n" +
          '    return "jobId" in record && this.#take(record);',
        replace:
          '    const isOurs = "jobId" in record;\n    if (isOurs) this.#lastSequence = sequence;\n' +
          "    return isOurs && this.#take(record);",
      },
    ],
    noticedBy: "4.4-once",
    story: "A record that was no job's did not count, and the checkpoint was put before it.",
  },
  {
    id: "retried-first",
    edits: [
      { file: MANAGER, find: "    this.#pending.delete(job.id);\n    if", replace: "    if" },
      {
        file: MANAGER,
        find: "      if (job) yield job;",
        replace: '      if (job?.state === "pending") yield job;',
      },
    ],
    noticedBy: "4.4-pending-order",
    story: "A broken job kept its place at the head of the queue. Nobody behind it had a turn.",
  },
];
