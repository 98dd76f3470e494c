import { type JobEvent, RECORD_CODES } from "@wal-labs/checksum";
import {
  ConcurrentLog,
  Controller,
  type Job,
  JobManager,
  type JobState,
  jobAfter,
  TransactionStore,
} from "@wal-labs/concurrency";
import { type Frame, parseFrame, SEGMENT_HEADER_SIZE, viewOf } from "@wal-labs/core";
import { SimDisk, tellStory } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { deadlockedReplay } from "../samples/deadlocked-replay.ts";
import { hastyLoss } from "../samples/hasty-appends.ts";
import { workOff } from "../samples/job-worker.ts";
import { amountIn, transfer, writeTransfer } from "../samples/transfer.ts";
import { inFixedWorld } from "./example.ts";
import { fenced, page, section, table } from "./pages.ts";

const DIRECTORY = "/bank";
const EVENTS = ["enqueue", "dispatch", "ack", "retry", "dead"] as const;
const STATES = [undefined, "pending", "in-flight", "completed", "dead"] as const;

const chapter = await page("chapters/day4-concurrency.md");
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (some: Uint8Array) => new TextDecoder().decode(some);
const event = (type: JobEvent["type"], jobId = "a"): JobEvent => {
  return { type, jobId, payload: bytes(""), reason: "why" } as JobEvent;
};

function jobIn(state: JobState | undefined): Job | undefined {
  return state && { id: "a", payload: bytes(""), state, attempts: 1, reason: "" };
}

function framesIn(segment: Uint8Array): Frame[] {
  const frames: Frame[] = [];
  for (let offset = SEGMENT_HEADER_SIZE; offset < segment.length; ) {
    const parsed = parseFrame(viewOf(segment), offset);
    if (parsed.kind !== "frame") throw new Error(parsed.kind);
    frames.push(parsed.frame);
    offset += parsed.size;
  }
  return frames;
}

describe("day 4's first loss", () => {
  test("is what the explorer finds, line by line, with lines left out", async () => {
    const told = tellStory((await hastyLoss()).story).split("\n");
    const shown = fenced(section(chapter, "Day 4: one log, many writers")).split("\n");
    let end = 0;
    for (const line of shown.filter((line) => line !== "")) {
      const place = told.indexOf(line, end);
      expect(place, line).toBeGreaterThanOrEqual(0);
      end = place + 1;
    }
  });
});

describe("day 4's bytes", async () => {
  const shown = section(chapter, "The bytes");
  const disk = new SimDisk();
  const store = await inFixedWorld(() => writeTransfer(disk, DIRECTORY));

  test("the listing has the files and sizes that the sample writes", () => {
    const listed = fenced(shown).matchAll(/^(\S+) +(\d+) bytes/gm);
    const sizes = Array.from(listed, ([, name, size]) => [`${DIRECTORY}/${name}`, Number(size)]);
    expect(sizes).toEqual(disk.filePaths().map((path) => [path, disk.readFile(path).length]));
  });

  test("the records are those of the transfer", () => {
    const types = new Map<number, string>(
      Object.entries(RECORD_CODES).map(([type, code]) => [code, type]),
    );
    const frames = framesIn(disk.readFile(`${DIRECTORY}/0000000000000001.wal`));
    const rows = frames.map(({ sequence, type, flags, transactionId, key, value }) => [
      ...[String(sequence), types.get(type), String(flags), String(transactionId)],
      ...[text(key), text(value)],
    ]);
    expect(table(shown)).toEqual(rows);
  });

  test("the transfer is there after a restart", async () => {
    const after = disk.crash({ kind: "power", fates: "old" });
    const log = await ConcurrentLog.open(DIRECTORY, { fs: after, isAlive: () => false });
    const again = await TransactionStore.open(log);
    for (const found of [store, again]) {
      expect(["ada", "bob"].map((account) => amountIn(found, account))).toEqual([70, 30]);
    }
  });

  test("the snapshot is what the events shown amount to", () => {
    const lines = /^the log +(.*)\nsnapshot +(.*)$/m.exec(shown)?.slice(1) ?? [];
    const [log = [], snapshot] = lines.map((line) => line.split(/ {2,}/));
    const manager = new JobManager();
    for (const [index, words] of log.entries()) {
      const [type, jobId] = words.split(" ") as [JobEvent["type"], string];
      manager.apply({ sequence: index + 1, record: event(type, jobId) });
    }
    expect(manager.snapshot().map(({ type, jobId }) => `${type} ${jobId}`)).toEqual(snapshot);
  });
});

describe("day 4's table of cases", () => {
  test("is what the solution does, and what its doc comment says", async () => {
    const rows = EVENTS.map((type) => {
      const after = STATES.map((state) => jobAfter(event(type), jobIn(state))?.state ?? "-");
      return [type, ...after];
    });
    expect(table(section(chapter, "Table of cases"))).toEqual(rows);
    const source = await page("../solutions/day4-concurrency/src/job.ts");
    for (const row of rows) expect(source).toMatch(new RegExp(`^ \\* ${row.join(" +")}$`, "m"));
  });
});

describe("day 4's samples", () => {
  test("transfers at the same time leave all money where it belongs", async () => {
    const store = await writeTransfer(new SimDisk(), DIRECTORY);
    const transfers = Array.from({ length: 10 }, () => transfer(store, 10));
    const done = (await Promise.all(transfers)).filter((isDone) => isDone);
    expect(done).toHaveLength(7);
    expect(["ada", "bob"].map((account) => amountIn(store, account))).toEqual([0, 100]);
  });

  test("workers do each job, and fail those that throw", async () => {
    const log = await ConcurrentLog.open("/jobs", { fs: new SimDisk() });
    const controller = await Controller.open(log, { maxAttempts: 2 });
    for (const id of ["a", "b", "c"]) await controller.enqueue(id, bytes(id));
    const worker = () =>
      workOff(controller, async ({ id }) => {
        if (id === "b") throw new Error("no such thing");
      });
    await Promise.all([worker(), worker()]);
    const states = controller.jobs().map(({ id, state, attempts }) => [id, state, attempts]);
    expect(new Map(states.map(([id, ...rest]) => [id, rest]))).toEqual(
      new Map([
        ["a", ["completed", 1]],
        ["b", ["dead", 2]],
        ["c", ["completed", 1]],
      ]),
    );
  });

  test("a replay whose handler awaits an append never ends", async () => {
    const { kind, message } = await deadlockedReplay();
    expect([kind, message]).toEqual(["deadlock", expect.stringContaining('"replay" never ended')]);
  });
});
