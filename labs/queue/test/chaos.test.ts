import { describe, expect, test } from "vitest";
import type { LoggedEvent } from "../chaos/history.ts";
import { reportLines } from "../chaos/report.ts";
import { runChaos } from "../chaos/run-chaos.ts";
import { type Evidence, verify } from "../chaos/verify.ts";
import type { NamedJob } from "../src/job-kinds.ts";
import { encodePayload } from "../src/payload.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("five kills lose nothing of 200 jobs", { timeout: 600_000 }, async () => {
  const folder = await temporaryFolder();
  const report = await runChaos({ kills: 5, jobs: 200, seed: 5, workers: 8, folder });
  console.log(reportLines(report).join("\n"));
  expect(report).toMatchObject({ kills: 5, acknowledged: 200, completed: 200 });
});

const JOB: NamedJob = { id: "a", kind: "echo", text: "hello" };
const ENQUEUE = { type: "enqueue", payload: encodePayload(JOB) } as const;
const DISPATCH = { type: "dispatch" } as const;
const RETRY = { type: "retry", reason: "timed out" } as const;
const ACK = { type: "ack" } as const;

/** What is known of a job that a kill cut short at its first try, with changes. */
function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    jobs: [JOB],
    acknowledged: new Set(["a"]),
    history: logged(ENQUEUE, DISPATCH, RETRY, DISPATCH, ACK),
    journal: ["started a 1", "started a 2", "done a 2"],
    completed: new Set(["a"]),
    ...changes,
  };
}

function logged(
  ...events: readonly (typeof ENQUEUE | typeof DISPATCH | typeof RETRY | typeof ACK)[]
): LoggedEvent[] {
  return events.map((event, index) => ({ ...event, jobId: "a", sequence: index + 1 }));
}

describe("what the chaos is judged by", () => {
  test("a promise that was kept is no story", () => {
    expect(verify(evidence())).toEqual([]);
  });

  test("a job that was never acknowledged may be gone", () => {
    const none = { acknowledged: new Set<string>(), completed: new Set<string>() };
    expect(verify(evidence({ ...none, history: [], journal: [] }))).toEqual([]);
  });

  test.for<[string, Partial<Evidence>]>([
    ["is lost", { history: [], journal: [], completed: new Set() }],
    ["is not completed", { completed: new Set() }],
    ["was never run", { journal: [] }],
    ["was completed twice", { history: logged(ENQUEUE, DISPATCH, RETRY, DISPATCH, ACK, ACK) }],
    ["after it was completed", { history: logged(ENQUEUE, DISPATCH, ACK, DISPATCH) }],
    ["before it was enqueued", { history: logged(DISPATCH, ENQUEUE, DISPATCH, ACK) }],
    ["not what was handed in", { jobs: [{ ...JOB, text: "bye" }] }],
    ["twice in one attempt", { journal: ["started a 1", "started a 1", "done a 1"] }],
    ["without a dispatch", { journal: ["started a 1", "started a 3"] }],
    ["was run after", { journal: ["started a 1", "done a 1", "started a 2"] }],
    ["nobody handed in", { jobs: [] }],
  ])("a story says: %s", ([words, changes]) => {
    expect(verify(evidence(changes)).join("\n")).toContain(words);
  });
});
