import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Book } from "../../src/class/book.ts";
import { factsOf, gradeClass } from "../../src/class/class-run.ts";
import { enrolClass } from "../../src/class/enrolment.ts";
import { Journal } from "../../src/class/journal.ts";
import { openRoster } from "../../src/class/roster.ts";
import { COURSE_ROOT, DAYS, type Day } from "../../src/course/course.ts";
import { gradebookCsv } from "../../src/gradebook/gradebook-csv.ts";
import { JudgePool } from "../../src/judge/judge-pool.ts";
import { handIn } from "../../src/queue/hand-in.ts";
import { connectRedis } from "../../src/queue/redis.ts";
import { JOBS, SubmissionQueue } from "../../src/queue/submission-queue.ts";
import { GradeProcess } from "./grade-process.ts";
import { hasRedis, QUEUE, RedisServer } from "./redis-server.ts";

const SAMPLES = join(COURSE_ROOT, "grader/samples");
const DAY = DAYS[0] as Day;
/** What is handed in, and by how many. */
const HANDED_IN = { stub: 16, "does-not-compile": 13, "honest-half": 1 };
const STUDENTS = Object.entries(HANDED_IN).flatMap(([sample, count]) =>
  Array.from({ length: count }, (_, index) => ({ student: `${sample} ${index}`, sample })),
);

describe.skipIf(!hasRedis)(`${QUEUE}, with three workers`, () => {
  let server: RedisServer | undefined;
  let queue: SubmissionQueue;
  let folder: string;
  const processes: GradeProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wal-queue-"));
    server = await RedisServer.start();
    queue = new SubmissionQueue(await connectRedis(server.url, () => undefined), "class");
    for (const sample of Object.keys(HANDED_IN)) {
      const from = join(SAMPLES, sample, "labs", DAY.slug);
      await mkdir(join(folder, "class", sample, "labs"), { recursive: true });
      await cp(from, join(folder, "class", sample, "labs", DAY.slug), { recursive: true });
    }
  });

  afterAll(async () => {
    await Promise.all(processes.map((one) => one.kill("SIGKILL")));
    await queue.close();
    await server?.remove();
    await rm(folder, { recursive: true });
  });

  function start(...args: string[]): GradeProcess {
    const common = ["--redis", server?.url ?? "", "--queue", "class"];
    const started = new GradeProcess([...args, ...common]);
    processes.push(started);
    return started;
  }

  const startServe = () => start("serve", "--book", join(folder, "book"), "--lab", "1");

  /** The worker that judges something right now. */
  async function busy(workers: readonly GradeProcess[]): Promise<GradeProcess> {
    for (;;) {
      const [id] = await queue.redis.lrange(`class:${JOBS}:active`, 0, 0);
      const by = id && (await queue.redis.hget(`class:${JOBS}:${id}`, "pb"));
      const worker = workers.find(({ pid }) => by?.endsWith(`-${pid}`));
      if (worker) return worker;
      await sleep(5);
    }
  }

  /** Waits until no more than `count` are not in the book. */
  async function left(count: number): Promise<void> {
    while ((await queue.pending()) > count) await sleep(50);
  }

  async function classRun(): Promise<string> {
    const pool = await JudgePool.start({ jobs: 1 });
    const roster = await openRoster(join(folder, "class"));
    const how = { ownFoundation: false, withoutLayers: [] };
    const book = await Book.open(join(folder, "class-book"), await factsOf(pool, [DAY], how));
    await enrolClass(book, roster.handins, DAY);
    await gradeClass(book, roster.handins, pool, { onlyDay: DAY });
    const csv = await textOf(gradebookCsv(book));
    await Promise.all([book.close(), pool.close(), roster.close()]);
    return csv;
  }

  test("grades 30 submissions once, though a worker and serve are killed meanwhile", async () => {
    const serve = startServe();
    const workers = Array.from({ length: 3 }, () => start("worker", "--jobs", "1", "--lock", "4"));
    while (!(await queue.announced())) await sleep(50);
    for (const { student, sample } of STUDENTS) {
      await handIn(queue, join(folder, "class", sample), student);
    }
    await left(24);
    const worker = await busy(workers);
    await worker.kill("SIGKILL");
    await left(16);
    await serve.kill("SIGKILL");
    while ((await queue.redis.zcard(`class:${JOBS}:completed`)) < 3) await sleep(50);
    const again = startServe();
    await left(0);
    expect(await again.kill("SIGTERM"), again.output).toBe(0);
    for (const one of workers)
      if (one !== worker) expect(await one.kill("SIGTERM"), one.output).toBe(0);

    expect(await timesRecorded(join(folder, "book"))).toEqual(
      Object.fromEntries(STUDENTS.map(({ student }) => [student, 1])),
    );
    const gradebook = rowsOf(await readFile(join(folder, "book/gradebook.csv"), "utf8"));
    const expected = rowsOf(await classRun());
    expect(gradebook.size).toBe(STUDENTS.length);
    for (const { student, sample } of STUDENTS) {
      expect(gradebook.get(student)).toBe(expected.get(sample));
    }
  }, 300_000);
});

/** How often the journal of a book has a result of each student. */
async function timesRecorded(book: string): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  const journal = await Journal.open(book, (key) => {
    const [, student] = /^result\/\d+\/[0-9a-f]+\/(.*)$/.exec(key) ?? [];
    if (student !== undefined) times[student] = (times[student] ?? 0) + 1;
  });
  await journal.close();
  return times;
}

/** What a gradebook says of each student, after the name. */
function rowsOf(csv: string): Map<string, string> {
  const lines = csv.trim().split("\n").slice(1);
  return new Map(lines.map((line) => [line.split(",")[0] ?? "", line.replace(/^[^,]*,/, "")]));
}

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += chunk;
  return text;
}
