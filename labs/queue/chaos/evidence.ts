import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalQueue } from "../src/local-queue.ts";
import { historyOf } from "./history.ts";
import type { Evidence } from "./verify.ts";

/** Puts together what is known, when nobody has the queue in a folder open any more. */
export async function evidenceIn(
  folder: string,
  jobs: Evidence["jobs"],
  acknowledged: ReadonlySet<string>,
): Promise<Evidence> {
  const archive = join(folder, "archive");
  const log = join(folder, "queue", "log");
  const history = await historyOf({ log, archive, whole: join(folder, "whole") });
  const journal = (await readFile(join(folder, "journal"), "utf8")).split("\n").slice(0, -1);
  const queue = await LocalQueue.open(join(folder, "queue"));
  const completed = new Set(queue.controller.jobs("completed").map(({ id }) => id));
  await queue.close();
  return { jobs, acknowledged, history, journal, completed };
}
