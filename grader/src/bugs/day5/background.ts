import type { PlantedBug } from "../planted-bug.ts";

const FILE = "background-sync.ts";
const METRICS = "writer-metrics.ts";

/** Mistakes in exercise 5.4, the sync in the background, and in 5.5, the metrics. */
export const BACKGROUND_BUGS: readonly PlantedBug[] = [
  {
    id: "syncs-overtake",
    edits: [
      {
        file: FILE,
        find: "    await log.sync();",
        replace:
          "    const syncing = log.sync();\n    if (isLast) await syncing;\n    else syncing.catch(() => undefined);",
      },
    ],
    noticedBy: "5.4-interval",
    story: "The disk was slower than the interval. Soon there were forty syncs under way.",
  },
  {
    id: "no-last-sync",
    edits: [
      {
        file: FILE,
        find: "    const isLast = signal.aborted;\n    await log.sync();",
        replace: "    const isLast = signal.aborted;\n    if (!isLast) await log.sync();",
      },
    ],
    noticedBy: "5.4-last-sync",
    story: "It ended at once when it was told to, and with it the last second.",
  },
  {
    id: "abort-during-a-sync",
    edits: [
      {
        file: FILE,
        find: "    const isLast = signal.aborted;\n    await log.sync();",
        replace: "    await log.sync();\n    const isLast = signal.aborted;",
      },
    ],
    noticedBy: "5.4-last-sync",
    story: "The abort came during a sync, which was taken for the last. It had begun too early.",
  },
  {
    id: "background-timer-leaks",
    edits: [
      { file: "pause.ts", find: "      clearTimeout(timer);\n", replace: "      void timer;\n" },
    ],
    noticedBy: "5.4-last-sync",
    story: "The service had ended in all but one thing: a timer of a minute.",
  },
  {
    id: "abort-is-missed",
    edits: [
      { file: "pause.ts", find: "    if (signal?.aborted) return resolve();\n", replace: "" },
    ],
    noticedBy: "5.4-aborted-before",
    story: "It was stopped before it began, and never heard of it.",
  },
  {
    id: "background-failure-is-swallowed",
    edits: [
      {
        file: FILE,
        find: "    await log.sync();",
        replace: "    await log.sync().catch(() => undefined);",
      },
    ],
    noticedBy: "5.4-failure-ends-it",
    story: "Each second a sync failed, and each second nobody was told, for a week.",
    source: "rosedb, the ticker that syncs",
  },
  {
    id: "counts-the-refused",
    edits: [
      {
        file: METRICS,
        find: '      if (outcome.status === "rejected") continue;',
        replace:
          '      if (outcome.status === "rejected") {\n        records += 1;\n        continue;\n      }',
      },
    ],
    noticedBy: "5.5-counts",
    story: "The dashboard had more records than the log.",
  },
  {
    id: "each-batch-a-sync",
    edits: [
      {
        file: METRICS,
        find: "this.#total.syncs += ended.durable ? 1 : 0;",
        replace: "this.#total.syncs += 1;",
      },
    ],
    noticedBy: "5.5-counts",
    story: "By the numbers the lazy log synced all the time. By the disk it never did.",
  },
  {
    id: "failure-is-a-batch",
    edits: [
      {
        file: METRICS,
        find: '    if (error instanceof WalError && error.code === "WAL_IO") this.#total.failures += 1;',
        replace: "    this.#total.failures += 1;\n    this.#total.batches += 1;",
      },
    ],
    noticedBy: "5.5-counts",
    story: "The batches that failed were counted as batches that were written.",
  },
  {
    id: "waits-like-the-last",
    edits: [
      {
        file: METRICS,
        find: "(batch[0]?.sinceMs ?? startedMs)",
        replace: "(batch.at(-1)?.sinceMs ?? startedMs)",
      },
    ],
    noticedBy: "5.5-reports",
    story:
      "By the report nobody waited longer than a millisecond. It was the last one who was asked.",
  },
  {
    id: "reports-the-first-sequence",
    edits: [
      {
        file: METRICS,
        find: "        lastSequence = sequence;",
        replace: "        lastSequence ||= sequence;",
      },
    ],
    noticedBy: "5.5-reports",
    story: "A replica was told how far the log had come, and stayed one batch behind.",
  },
  {
    id: "failures-are-not-reported",
    edits: [
      {
        file: METRICS,
        find: "    this.#publish(ended, { records: 0, bytes: 0, lastSequence: 0, error });",
        replace: "    void [ended, error];",
      },
    ],
    noticedBy: "5.5-reports-failures",
    story: "The debug log was full of batches, and ended without a word.",
  },
  {
    id: "talks-to-nobody",
    edits: [
      {
        file: METRICS,
        find: "    if (!this.#channel?.hasSubscribers) return;",
        replace: "    if (!this.#channel) return;",
      },
    ],
    noticedBy: "5.5-silent-when-nobody-listens",
    story: "A report for each batch, built and thrown away, in the hottest place of the program.",
  },
  {
    id: "listener-breaks-the-log",
    edits: [
      {
        file: METRICS,
        find: "    } catch {\n      // A listener's failure is not the log's.",
        replace: "    } catch (error) {\n      throw error;",
      },
    ],
    noticedBy: "5.5-listeners-do-no-harm",
    story: "Somebody's dashboard threw, and the log stopped.",
  },
  {
    id: "lazy-looks-durable",
    edits: [
      {
        file: METRICS,
        find: 'const how = durable ? "durable" : "written";',
        replace: 'const how = typeof durable === "boolean" ? "durable" : "written";',
      },
    ],
    noticedBy: "5.5-debug-line",
    story: "By the debug log all of it had been durable. That was the bug one was looking for.",
  },
];
