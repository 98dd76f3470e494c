import { inject } from "vitest";
import type { Bundle } from "../../bundle/bundle-submission.ts";
import { processesFor } from "../processes.ts";
import type { Day5, Log } from "./check.ts";

/** The submission, with callers beside it in its own process. */
export interface WithCallers extends Day5 {
  /**
   * Callers that append again as soon as they are told, `each` so often: one of them first, and the
   * others while its append is under way. What came of it is looked up on the disk.
   */
  callAgain(log: Log, callers: number, each: number): Promise<void>;
}

/** From here, an answer takes a while: no caller could be quick enough to be let in. */
const CALLERS = `
module.exports.callAgain = async (log, callers, each) => {
  const append = async (record) => log.append(record);
  const save = async (caller, index) => append({ type: "delete", key: Uint8Array.of(caller, index) });
  const call = async (caller) => {
    for (let index = 0; index < each; index++) await save(caller, index);
  };
  const first = call(0);
  await new Promise((resolve) => setImmediate(resolve));
  const others = Array.from({ length: callers - 1 }, (_, index) => call(index + 1));
  await Promise.all([first, ...others]);
};
`;

/** Starts the submission anew, with callers beside it. */
export async function startWithCallers(): Promise<WithCallers> {
  const submission = inject("submission");
  const { code, sourceMap } = submission;
  const bundle: Bundle = { kind: "bundle", code: `${code}\n${CALLERS}`, sourceMap, files: [] };
  const workload = await processesFor(submission).workloads;
  return (await workload.boot(bundle)) as unknown as WithCallers;
}
