import type { PlantedBug } from "../planted-bug.ts";

const CONTROLLER = "controller.ts";
const LOG_FIRST =
  "      const { sequence } = await this.#log.append(event);\n" +
  "      this.#manager.apply({ sequence, record: event });\n";

/** Mistakes in exercise 4.5: the controller. */
export const CONTROLLER_BUGS: readonly PlantedBug[] = [
  {
    id: "state-first",
    edits: [
      {
        file: CONTROLLER,
        find: LOG_FIRST,
        replace:
          "      this.#manager.apply({ sequence: this.#log.lastSequence + ++this.#early, record: event });\n" +
          "      await this.#log.append(event).finally(() => this.#early--);\n",
      },
      {
        file: CONTROLLER,
        find: "  readonly #log: SharedLog;",
        replace: "  readonly #log: SharedLog;\n  #early = 0;",
      },
    ],
    noticedBy: "4.5-log-first",
    story: "A client saw that its job was done. Then the power went, and the job was done again.",
    source: "etcd, issue 14370; ZooKeeper, ZOOKEEPER-4646; duckdb, issue 23631",
  },
  {
    id: "state-in-spite-of-the-log",
    edits: [
      {
        file: CONTROLLER,
        find: "const { sequence } = await this.#log.append(event);",
        replace:
          "const failed = { sequence: this.#manager.lastSequence + 1 };\n" +
          "      const { sequence } = await this.#log.append(event).catch(() => failed);",
      },
    ],
    noticedBy: "4.5-failed-append",
    story:
      "The disk was full. The service went on, and everything since was gone after the restart.",
    source: "RocksDB, commit f97e33454",
  },
  {
    id: "under-way-for-ever",
    edits: [
      {
        file: CONTROLLER,
        find:
          "    try {\n      await change;\n    } finally {\n" +
          "      if (this.#underWay.get(id) === change) this.#underWay.delete(id);\n    }",
        replace:
          "    await change;\n    if (this.#underWay.get(id) === change) this.#underWay.delete(id);",
      },
    ],
    noticedBy: "4.5-failed-append",
    story: "One failed dispatch, and the job was never offered again: it was still on its way.",
    source: "nutsdb, commit f8b4386",
  },
  {
    id: "deadline-before-the-record",
    edits: [
      {
        file: CONTROLLER,
        find:
          LOG_FIRST +
          "      // At once: whoever sees the job in flight must find a deadline.\n      this.#noteTime(event);\n",
        replace: `      this.#noteTime(event);\n${LOG_FIRST}`,
      },
    ],
    noticedBy: "4.5-refused-event",
    story:
      "The retry could not be logged, but its time was noted: the job in flight was late at once.",
  },
  {
    id: "given-to-two",
    edits: [
      { file: CONTROLLER, find: "this.#underWay.has(id) || ", replace: "" },
      {
        file: CONTROLLER,
        find: "await this.#change(id, () => ({",
        replace:
          'await this.#log.append({ type: "dispatch", jobId: id });\n      await this.#change(id, () => ({',
      },
    ],
    noticedBy: "4.5-life-of-a-job",
    story:
      "Two workers asked at the same time, and both were given the first job that was pending.",
  },
  {
    id: "second-caller-does-not-wait",
    edits: [
      {
        file: CONTROLLER,
        find: "    const before = this.#underWay.get(id);\n",
        replace:
          "    const before = this.#underWay.get(id);\n" +
          "    if (this.#underWay.has(id)) return;\n",
      },
    ],
    noticedBy: "4.5-second-caller-waits",
    story: "An enqueue of a job that was on its way was a success at once. The write failed.",
  },
  {
    id: "no-line-for-a-job",
    edits: [
      { file: CONTROLLER, find: "      await before?.catch(() => undefined);\n", replace: "" },
    ],
    noticedBy: "4.5-one-change-at-a-time",
    story: "Two asked whether the job was known. It was not, twice.",
  },
  {
    id: "one-line-for-all",
    edits: [
      {
        file: CONTROLLER,
        find: "const before = this.#underWay.get(id);",
        replace: "const before = [...this.#underWay.values()].at(-1);",
      },
    ],
    noticedBy: "4.5-others-do-not-wait",
    story: "One mutex for the controller: a thousand jobs, a thousand syncs, one after the other.",
  },
  {
    id: "logs-what-changes-nothing",
    edits: [
      {
        file: CONTROLLER,
        find: 'isOpen(job) ? { type: "ack", jobId: id } : undefined',
        replace: 'isOpen(job) || job ? { type: "ack", jobId: id } : undefined',
      },
    ],
    noticedBy: "4.5-twice-is-once",
    story: "Clients repeated their acks each minute. The log grew with them.",
  },
  {
    id: "unknown-is-fine",
    edits: [
      {
        file: CONTROLLER,
        find: '      throw new WalError("WAL_INVALID_ARGUMENT", `There is no job "${id}".`);',
        replace: "      return undefined;",
      },
    ],
    noticedBy: "4.5-unknown",
    story: "A typing mistake in an id: all acks succeeded, and all jobs were done again.",
  },
  {
    id: "one-try-too-many",
    edits: [
      {
        file: CONTROLLER,
        find: "attempts >= this.#maxAttempts",
        replace: "attempts > this.#maxAttempts",
      },
    ],
    noticedBy: "4.5-retries",
    story: "A limit of one try was two.",
  },
  {
    id: "borrows-the-payload",
    edits: [{ file: CONTROLLER, find: "payload: payload.slice()", replace: "payload" }],
    noticedBy: "4.5-owns-its-payloads",
    story: "The buffer of the request was used for the next request, and so was the job's payload.",
  },
  {
    id: "deadline-is-when-it-began",
    edits: [
      {
        file: CONTROLLER,
        find: 'if (type === "dispatch") this.#times.set(jobId, Date.now() + this.#timeoutMs);',
        replace: 'if (type === "dispatch") this.#times.set(jobId, Date.now());',
      },
    ],
    noticedBy: "4.5-expires",
    story: "Every job was late as soon as somebody looked.",
  },
  {
    id: "does-not-wait-to-retry",
    edits: [
      { file: CONTROLLER, find: " || (this.#times.get(id) ?? 0) > now", replace: "" },
      { file: CONTROLLER, find: "    const now = Date.now();\n", replace: "" },
    ],
    noticedBy: "4.5-waits-before-a-retry",
    story: "A service was down for a minute. By then all its jobs were dead.",
  },
  {
    id: "first-not-due-stops-all",
    edits: [
      {
        file: CONTROLLER,
        find: "(this.#times.get(id) ?? 0) > now) continue;",
        replace:
          "(this.#times.get(id) ?? 0) > now) {\n        if (this.#underWay.has(id)) continue;\n        return undefined;\n      }",
      },
    ],
    noticedBy: "4.5-waits-before-a-retry",
    story: "The first job in the line had to wait, and all behind it waited with it.",
  },
  {
    id: "no-deadline-after-a-restart",
    edits: [
      {
        file: CONTROLLER,
        find: 'for (const { id } of manager.jobs("in-flight")) this.#times.set(id, deadline);',
        replace: 'for (const { id } of manager.jobs("dead")) this.#times.set(id, deadline);',
      },
    ],
    noticedBy: "4.5-whole-time-again",
    story: "After a restart every job in flight was late at once. Their workers were still at it.",
  },
  {
    id: "opens-while-replaying",
    edits: [
      {
        file: CONTROLLER,
        find: "    await log.replay((entry) => void",
        replace: "    void log.replay((entry) => void",
      },
    ],
    noticedBy: "4.5-comes-back",
    story: "The queue was open before it had read its log. For a moment every job was unknown.",
  },
  {
    id: "never-is-not-late",
    edits: [
      {
        file: CONTROLLER,
        find: "?? 0) <= time);",
        replace: "?? 0) <= Math.min(time, Date.now()));",
      },
    ],
    noticedBy: "4.5-expires-at-a-time",
    story: "At the start all jobs in flight were to be taken back. None of them was late yet.",
  },
];
