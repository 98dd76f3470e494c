import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GroupCommitLog } from "@wal-labs/batching";
import { describe, expect, onTestFinished, test } from "vitest";
import { withQueue } from "../src/reach-queue.ts";
import { enqueue, QueueProcess, queue, runner } from "./queue-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A process that compiles TypeScript takes its time on a busy machine. */
const SLOW_MS = 120_000;

const echo = (id: string) => ({ id, kind: "echo", text: `it is ${id}` });
const sleep = (id: string, ms: number) => ({ id, kind: "sleep", ms });
const inFlight = async (data: string) =>
  (await withQueue(data, (each) => each.status()))["in-flight"];

describe("queue enqueue", { timeout: SLOW_MS }, () => {
  test("keeps jobs while nobody runs them", async () => {
    const data = join(await temporaryFolder(), "new");
    expect(await enqueue(data, echo("a"), echo("b"))).toMatchObject({
      code: 0,
      output: "enqueued a\nenqueued b\n",
    });
    const { output } = await queue("status", "--data", data, "--json");
    expect(JSON.parse(output)).toMatchObject({ pending: 2, runner: null });
  });

  test("hands jobs to the runner", async () => {
    const data = await temporaryFolder();
    const process = await runner(data);
    expect(await enqueue(data, echo("a"))).toMatchObject({ code: 0, output: "enqueued a\n" });
    await process.says("done a (attempt 1): it is a");
  });

  test("keeps none of them when one is wrong", async () => {
    const data = await temporaryFolder();
    const { code, errors } = await enqueue(data, echo("a"), { kind: "sleep" });
    expect([code, errors]).toEqual([2, expect.stringContaining("Line 2: ms: ")]);
    expect(await queue("status", "--data", data)).toMatchObject({ code: 2 });
  });

  test("tells of an id that is another job's", async () => {
    const data = await temporaryFolder();
    const { code, output, errors } = await enqueue(data, echo("a"), sleep("a", 1));
    expect([code, output]).toEqual([1, "enqueued a\n"]);
    expect(errors).toContain("a is the id of another job");
  });
});

describe("queue drain", { timeout: SLOW_MS }, () => {
  test("waits until all is done", async () => {
    const data = await temporaryFolder();
    await enqueue(data, sleep("a", 500), { id: "b", kind: "fail-n-times", times: 1 });
    await runner(data, "--retry-delay", "10");
    expect(await queue("drain", "--data", data)).toMatchObject({
      code: 0,
      output: "drained: 2 completed, 0 dead\n",
    });
  });

  test("fails when a job is dead, and says why", async () => {
    const data = await temporaryFolder();
    await enqueue(data, echo("a"), { id: "b", kind: "fail-n-times", times: 9 });
    await runner(data, "--max-attempts", "2", "--retry-delay", "1");
    const { code, output } = await queue("drain", "--data", data);
    expect([code, output]).toEqual([1, expect.stringContaining("dead b (attempts 2): Attempt 2")]);
    const listed = await queue("status", "--data", data, "--jobs", "dead", "--json");
    expect(JSON.parse(listed.output)).toMatchObject({ id: "b", attempts: 2 });
  });
});

describe("queue run", { timeout: SLOW_MS }, () => {
  test.skipIf(process.platform === "win32").for(["SIGINT", "SIGTERM"] as const)(
    "lets jobs end at %s, and closes the log",
    async (signal) => {
      const data = await temporaryFolder();
      await enqueue(data, sleep("a", 1_500));
      const process = await runner(data);
      while ((await inFlight(data)) < 1);
      process.child.kill(signal);
      const { code, output } = await process.ended;
      expect([code, output]).toEqual([0, expect.stringContaining("done a")]);
    },
  );

  test.skipIf(process.platform === "win32")("fails what does not end in time", async () => {
    const data = await temporaryFolder();
    await enqueue(data, sleep("a", 600_000));
    const process = await runner(data, "--grace", "50", "--json");
    while ((await inFlight(data)) < 1);
    process.child.kill("SIGTERM");
    const { code, output } = await process.ended;
    const last = output.trimEnd().split("\n").at(-1) ?? "";
    expect([code, JSON.parse(last)]).toMatchObject([0, { event: "failed", id: "a" }]);
  });

  test.skipIf(process.platform === "win32")("ends at once at the second signal", async () => {
    const data = await temporaryFolder();
    await enqueue(data, sleep("a", 600_000));
    const process = await runner(data, "--grace", "600000");
    while ((await inFlight(data)) < 1);
    process.child.kill("SIGTERM");
    // Two of the same that wait are one: the second is for when the first has been taken.
    const again = setInterval(() => process.child.kill("SIGTERM"), 100);
    onTestFinished(() => clearInterval(again));
    expect(await process.ended).toMatchObject({ code: 143 });
  });

  test("is refused while another one runs", async () => {
    const data = await temporaryFolder();
    const { child } = await runner(data);
    const { code, errors } = await queue("run", "--data", data);
    expect([code, errors]).toEqual([2, expect.stringContaining(`Process ${child.pid} runs`)]);
  });

  test("tries again what ran when it was killed, and nothing that was done", async () => {
    const data = await temporaryFolder();
    const killed = await runner(data);
    await enqueue(data, echo("a"), sleep("b", 600_000));
    await killed.says("done a");
    killed.child.kill("SIGKILL");
    await killed.ended;
    // Its socket and its lock are still there, and stop nobody.
    expect(await enqueue(data, echo("c"))).toMatchObject({ code: 0, output: "enqueued c\n" });
    const next = await runner(data, "--timeout", "100", "--max-attempts", "2");
    await next.says("dead b (attempt 2)");
    await next.says("done c");
    const { output } = await queue("status", "--data", data, "--jobs", "completed", "--json");
    const attempts = output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).attempts);
    expect(attempts).toEqual([1, 1]);
  });
});

describe("a log that somebody else has open", { timeout: SLOW_MS }, () => {
  test("is out of reach, and that is said", async () => {
    const data = await temporaryFolder();
    await withQueue(data, (each) => each.status(), { create: true });
    const log = await GroupCommitLog.open(join(data, "log"));
    onTestFinished(() => log.close());
    const reached = withQueue(data, (each) => each.status(), { waitMs: 200 });
    await expect(reached).rejects.toMatchObject({ code: "QUEUE_LOCKED" });
  });

  test("is waited for by a runner", async () => {
    const data = await temporaryFolder();
    await withQueue(data, (each) => each.status(), { create: true });
    const log = await GroupCommitLog.open(join(data, "log"));
    const process = new QueueProcess(["run", "--data", data]);
    // Long enough for it to find the lock on most days; whether it did makes no difference.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await log.close();
    await process.says("running");
  });
});

test("the journal has a line for each run and each end", { timeout: SLOW_MS }, async () => {
  const data = await temporaryFolder();
  const journal = join(data, "journal");
  await writeFile(journal, "what was there\n");
  await enqueue(data, echo("a"));
  const process = await runner(data, "--journal", journal);
  await process.says("done a");
  expect(await readFile(journal, "utf8")).toBe("what was there\nstarted a 1\ndone a 1\n");
});
