import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Book } from "../../src/class/book.ts";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { DEFAULT_POLICY } from "../../src/policy/policy.ts";
import { studentView } from "../../src/policy/student-view.ts";
import { type GradingWorkerOptions, startGradingWorker } from "../../src/queue/grading-worker.ts";
import { answerTo, handIn } from "../../src/queue/hand-in.ts";
import { keepSources } from "../../src/queue/keep-sources.ts";
import type { QueueCourse } from "../../src/queue/queued-submission.ts";
import { connectRedis } from "../../src/queue/redis.ts";
import { Registrar, type Settled } from "../../src/queue/registrar.ts";
import { SubmissionQueue } from "../../src/queue/submission-queue.ts";
import { GradeProcess } from "./grade-process.ts";
import { BOOK_FACTS, COURSE, judgeQuickly, madeUpLab } from "./made-up.ts";
import { hasRedis, QUEUE, RedisServer } from "./redis-server.ts";

const DYING_WORKER = join(COURSE_ROOT, "grader/test/queue/dying-worker.ts");
const POLICY = { ...DEFAULT_POLICY, detailsPerDay: 1 };

describe.skipIf(!hasRedis)(`${QUEUE}, with a made-up judge`, () => {
  let server: RedisServer | undefined;
  let folder: string;
  let queue: SubmissionQueue;
  let book: Book;
  let settled: Settled[];
  let name = 0;
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(async () => {
    await server?.remove();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "wal-queue-"));
    book = await Book.open(join(folder, "book"), BOOK_FACTS);
    queue = await openQueue(`q${++name}`);
    await queue.announce({ ...COURSE, book: "here" });
    settled = [];
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await book.close();
    await rm(folder, { recursive: true });
  });

  const url = () => server?.url ?? "";

  async function openQueue(of: string): Promise<SubmissionQueue> {
    const opened = new SubmissionQueue(await connectRedis(url(), () => undefined), of);
    ends.push(() => opened.close());
    return opened;
  }

  async function work(options: Partial<GradingWorkerOptions> = {}) {
    const worker = startGradingWorker(await openQueue(queue.name), {
      ...{ course: COURSE, name: "w", jobs: 1, lockMs: 2000, judge: judgeQuickly },
      ...{ onOtherCourse: () => undefined, ...options },
    });
    ends.push(() => worker.close());
    return worker;
  }

  /** @returns how to stop it. */
  function register(course: QueueCourse = COURSE): () => Promise<void> {
    const stop = new AbortController();
    const registrar = new Registrar(book, queue, {
      course,
      timeZone: "UTC",
      view: (report, when) => studentView(report, POLICY, when),
      keep: ({ data }) => keepSources(join(folder, "kept"), data),
      onSettled: (one) => settled.push(one),
      onStrange: (id) => settled.push({ id } as never),
    });
    const running = registrar.takeOver().then(() => registrar.run(stop.signal, async () => {}));
    const end = () => {
      stop.abort();
      return running;
    };
    ends.push(end);
    return end;
  }

  async function give(student: string, text: string) {
    const source = join(folder, "given", `${settled.length}-${Math.random()}`);
    await mkdir(join(source, "labs/day1-checksum/src"), { recursive: true });
    await writeFile(join(source, "labs/day1-checksum/src/index.ts"), text);
    return handIn(queue, source, student);
  }

  /** When the book has all. */
  async function empty(): Promise<void> {
    while ((await queue.pending()) > 0) await sleep(20);
  }

  const verdicts = async () =>
    Object.fromEntries(
      await Promise.all(
        book.students.map(async (one) => [one, (await book.submission(one)).labs[0]?.verdict]),
      ),
    );

  test("grades the same submission once, and a new version anew", async () => {
    register();
    const first = await give("ada", "bad");
    expect(await give("ada", "bad")).toMatchObject({ id: first.id, state: "waiting" });
    await work();
    await empty();
    expect(await give("ada", "bad")).toMatchObject({ id: first.id, state: "graded" });
    expect((await give("ada", "good")).id).not.toBe(first.id);
    await empty();
    expect(settled.map(({ report }) => report.labs[0]?.verdict)).toEqual(["fail", "pass"]);
    expect(await verdicts()).toEqual({ ada: "pass" });
  });

  test("lets the one count that was handed in last, also when that is an earlier one again", async () => {
    for (const text of ["bad", "good", "bad"]) await give("ada", text);
    for (const text of ["good", "bad"]) await give("bob", text);
    register();
    await work({ jobs: 2 });
    await empty();
    expect(await verdicts()).toEqual({ ada: "fail", bob: "fail" });
    await give("ada", "good");
    await empty();
    expect(await verdicts()).toEqual({ ada: "pass", bob: "fail" });
    expect(settled.at(-1)).toMatchObject({ again: true, superseded: false });
  });

  test("answers as the policy lets the student see, details only so often a day", async () => {
    register();
    await work();
    const first = await answerTo(queue, (await give("ada", "bad one")).id);
    const second = await answerTo(queue, (await give("ada", "bad two")).id);
    expect(first?.report.labs[0]).toMatchObject({
      verdict: "fail",
      feedback: { level: "before-due" },
    });
    expect(second?.report.labs[0]?.feedback).toMatchObject({ level: "scores" });
    expect(JSON.stringify([first, second])).not.toContain("bad ");
  });

  test("catches up with what was judged while nobody served, and keeps the files", async () => {
    const worker = await work();
    for (const student of ["ada", "bob"]) await give(student, `good, says ${student}`);
    while ((await queue.finished(9)).length < 2) await sleep(20);
    await worker.close();
    register();
    await empty();
    expect(await verdicts()).toEqual({ ada: "pass", bob: "pass" });
    const kept = join(folder, "kept/bob/day1-checksum/src/index.ts");
    expect(await readFile(kept, "utf8")).toBe("good, says bob");
  });

  test("takes nothing twice when a serve died between the book and Redis", async () => {
    await work();
    const { id, submission } = await give("ada", "good");
    while ((await queue.finished(9)).length < 1) await sleep(20);
    const [job] = await queue.finished(1);
    await book.enrol([
      { student: "ada", hash: job?.data.hash as string, source: "", problems: [] },
    ]);
    expect(await book.record("ada", job?.data.hash as string, madeUpLab("pass"))).toBe(true);
    register();
    await empty();
    expect(settled).toMatchObject([{ again: true }]);
    expect(submission.files.size).toBe(1);
    expect(await answerTo(queue, id)).toBeDefined();
  });

  test("leaves a submission that kills its workers to a person, and grades the others", async () => {
    register();
    const poison = await give("poison", "good");
    await give("ada", "good");
    let deaths = 0;
    while ((await queue.pending()) > 0) {
      const worker = new GradeProcess([url(), queue.name], DYING_WORKER);
      const isDone = empty().then(() => worker.child.kill());
      await worker.ended();
      if (worker.child.signalCode === "SIGKILL") deaths += 1;
      if ((await queue.pending()) === 0) await isDone;
    }
    expect(deaths).toBe(3);
    expect(await verdicts()).toEqual({ ada: "pass", poison: undefined });
    expect((await book.submission("poison")).problems).toMatchObject([{ message: /person/ }]);
    expect(settled.find(({ failure }) => failure)?.failure).toMatch(/stalled/);
    expect(await readdir(join(folder, "kept"))).toContain("poison");
    // A person mends what it was, and the student hands in the same again.
    expect(await give("poison", "good")).toMatchObject({ id: poison.id, state: "added" });
    await work();
    await empty();
    expect(await verdicts()).toEqual({ ada: "pass", poison: "pass" });
  });

  test("has another worker try when the grader fails", async () => {
    register();
    let tries = 0;
    await work({
      judge: async () => [madeUpLab(++tries < 3 ? "grader-error" : "pass", "the disk is full")],
    });
    await give("ada", "good");
    await empty();
    expect(tries).toBe(3);
    expect(await verdicts()).toEqual({ ada: "pass" });
  });

  test("is never judged by a worker of another version, which stops", async () => {
    register();
    const other = { ...COURSE, courseHash: "b".repeat(64) };
    const stop = new AbortController();
    const judged: string[] = [];
    const stale = await work({
      course: other,
      judge: writingDown(judged),
      onOtherCourse: () => stop.abort(),
    });
    await give("ada", "good");
    while (!stop.signal.aborted) await sleep(20);
    await stale.close();
    await work();
    await empty();
    expect(judged).toEqual([]);
    expect(await verdicts()).toEqual({ ada: "pass" });
  });

  test("has what waits judged by the new version, once that has taken over", async () => {
    await give("ada", "good");
    const judgedBefore = await work();
    await give("bob", "good");
    while ((await queue.finished(9)).length < 2) await sleep(20);
    await judgedBefore.close();
    await give("eve", "good");
    const now = { ...COURSE, courseHash: "b".repeat(64) };
    await queue.announce({ ...now, book: "here" });
    register(now);
    const judged: string[] = [];
    await work({ course: now, judge: writingDown(judged) });
    await empty();
    expect(new Set(judged)).toEqual(new Set(["ada", "bob", "eve"]));
    expect(judged.length).toBe(3);
  });

  test.each([
    "../../etc/passwd",
    "a:b:c:d",
    "42",
    "__proto__",
    "=HYPERLINK(1)",
    "José 👩‍🔬",
    "x".repeat(200),
    "day1-checksum/src",
    "CON",
  ])("takes any name for a name: %j", async (student) => {
    register();
    await work();
    await give(student, "good");
    await empty();
    expect(book.students).toEqual([student]);
    expect((await readdir(join(folder, "kept"))).length).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(["book", "given", "kept"]);
  });

  test.each(["", " ", "a\nb", "\u0000", "x".repeat(201)])(
    "refuses %j as a name",
    async (student) => {
      await expect(give(student, "good")).rejects.toThrow(/--student/);
      expect(await queue.pending()).toBe(0);
    },
  );

  test("takes accents for the same, however they are spelt", async () => {
    const { id } = await give("Jose\u0301", "good");
    expect(await give("Jos\u00e9", "good")).toMatchObject({ id, state: "waiting" });
  });

  test("takes nothing that has nothing to grade, and says why", async () => {
    const archive = join(folder, "broken.zip");
    await writeFile(archive, "PK, but no more");
    await expect(handIn(queue, archive, "ada")).rejects.toThrow(/nothing to grade/);
    expect(await queue.pending()).toBe(0);
  });

  test("leaves alone what is no submission, and grades the others", async () => {
    register();
    await work();
    const { submission } = await give("ada", "good");
    const data = { student: "eve", hash: "wrong", source: "", submitted: "", course: COURSE };
    const files = [["../x.ts", ""]] as const;
    await queue.add({ ...data, files, problems: submission.problems });
    await give("bob", "good");
    while (settled.length < 3) await sleep(20);
    expect(await verdicts()).toEqual({ ada: "pass", bob: "pass" });
    expect(await queue.pending()).toBe(1);
  });

  test("goes on when Redis was killed and is back, and has lost nothing", async () => {
    register();
    let begun = 0;
    await work({
      judge: async (one) => {
        begun += 1;
        await sleep(200);
        return judgeQuickly(one);
      },
    });
    await give("ada", "good");
    await give("bob", "bad");
    while (begun === 0) await sleep(10);
    await server?.kill();
    await sleep(300);
    await server?.resume();
    await give("eve", "good");
    await empty();
    expect(await verdicts()).toEqual({ ada: "pass", bob: "fail", eve: "pass" });
  });
});

function writingDown(names: string[]): GradingWorkerOptions["judge"] {
  return (submission) => {
    names.push(submission.name);
    return judgeQuickly(submission);
  };
}
