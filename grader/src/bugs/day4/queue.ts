import type { PlantedBug } from "../planted-bug.ts";

const QUEUE = "serial-queue.ts";

/** Mistakes in exercise 4.1: the queue. */
export const QUEUE_BUGS: readonly PlantedBug[] = [
  {
    id: "runs-at-once",
    edits: [
      {
        file: QUEUE,
        find: "const result = this.#last.then(task);",
        replace: "const result = task();",
      },
    ],
    noticedBy: "4.1-one-at-a-time",
    story: "The queue collected promises of tasks that were already running.",
  },
  {
    id: "one-failure-for-all",
    edits: [
      {
        file: QUEUE,
        find: "this.#last = result.catch(() => undefined);",
        replace: "this.#last = result;",
      },
    ],
    noticedBy: "4.1-a-failure-is-its-own",
    story: "One append failed. Every later one was told of that same failure, until the restart.",
    source: "nutsdb, commit f8b4386; subquery, issue 99",
  },
  {
    id: "turn-never-given-back",
    edits: [
      {
        file: QUEUE,
        find: "this.#last = result.catch(() => undefined);",
        replace: "this.#last = new Promise((next) => void result.then(next, () => undefined));",
      },
    ],
    noticedBy: "4.1-a-failure-is-its-own",
    story: "The mutex was released behind the call, and not in a finally. One error, and all hung.",
    source: "nutsdb, commit f8b4386",
  },
  {
    id: "drained-rejects",
    edits: [
      {
        file: QUEUE,
        find: "    this.#last = result.catch(() => undefined);",
        replace: "    this.#last = result.catch(() => undefined);\n    this.#given = result;",
      },
      {
        file: QUEUE,
        find: "  #last: Promise<unknown> = Promise.resolve();",
        replace:
          "  #last: Promise<unknown> = Promise.resolve();\n  #given: Promise<unknown> = Promise.resolve();",
      },
      { file: QUEUE, find: "await this.#last;", replace: "await this.#given;" },
    ],
    noticedBy: "4.1-drained",
    story: "The shutdown waited for the queue, and threw because of somebody else's task.",
  },
  {
    id: "drained-too-early",
    edits: [{ file: QUEUE, find: "await this.#last;", replace: "await Promise.resolve(this);" }],
    noticedBy: "4.1-drained",
    story: "Drained looked whether a task was running, and not whether others waited behind it.",
  },
  {
    id: "newest-first",
    edits: [
      {
        file: QUEUE,
        find: "const result = this.#last.then(task);",
        replace: "const result = this.#last.then(() => Promise.resolve()).then(task);",
      },
      {
        file: QUEUE,
        find: "this.#last = result.catch(() => undefined);",
        replace: "this.#last = Promise.race([result, this.#last]).catch(() => undefined);",
      },
    ],
    noticedBy: "4.1-one-at-a-time",
    story: "The queue waited for one of the tasks before, and not for all of them.",
  },
];
