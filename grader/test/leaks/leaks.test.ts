import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { availableDays, COURSE_ROOT, filesIn } from "../../src/course/course.ts";
import { buildHandout } from "../../src/handout/build-handout.ts";
import { Judge } from "../../src/judge/judge.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/policy/policy.ts";
import type { DayFacts } from "../../src/report/class-report.ts";
import type { SubmissionReport } from "../../src/report/report.ts";
import { DISTINCTIVE, LeakFinder, squeezed } from "./find-leaks.ts";
import { checkingLines, type HiddenBytes, hiddenBytes } from "./hidden-bytes.ts";
import { failingSubmission, SECRETS } from "./made-up.ts";
import { readableTexts } from "./readable-texts.ts";
import { judgedSubmissions } from "./real-submissions.ts";
import { studentFiles } from "./student-files.ts";

const AT = new Date("2026-11-30T12:00:00Z");
const DUE_BEFORE = "2026-11-30T00:00:00Z";
const AFTER_DUE: Policy = {
  ...DEFAULT_POLICY,
  due: { "1": DUE_BEFORE, "2": DUE_BEFORE, "3": DUE_BEFORE, "4": DUE_BEFORE, "5": DUE_BEFORE },
};
/** Policy, gradings of the day, and whether findings are shown. */
const TIMES = {
  practice: { policy: { ...DEFAULT_POLICY, practice: true }, gradings: 1, open: true },
  "before-due": { policy: DEFAULT_POLICY, gradings: 1, open: false },
  "after-due": { policy: AFTER_DUE, gradings: 1, open: true },
  scores: { policy: AFTER_DUE, gradings: 11, open: false },
} as const;
const MACHINE = new RegExp([COURSE_ROOT, tmpdir(), "file://", "node_modules"].join("|"));
const HIDDEN_PLACES = /\b(?:suites|solutions|variants)\/day|grader\/(?:src|test)/;

type Time = keyof typeof TIMES;
const TIME_NAMES = Object.keys(TIMES) as readonly Time[];

/** A copied suite has many more; so many are alike in any two tests of the same log. */
const LINES_BY_CHANCE = 10;

let hidden: HiddenBytes;
let finders: { open?: LeakFinder; withheld?: LeakFinder };
let days: DayFacts[];
let real: SubmissionReport[];

beforeAll(async () => {
  hidden = await hiddenBytes();
  finders = {};
  const judge = await Judge.start();
  try {
    days = [];
    for (const day of availableDays()) days.push({ ...day, checks: await judge.catalogue(day) });
    real = await judgedSubmissions(judge);
  } finally {
    await judge.close();
  }
}, 120_000);

/** What suites say for students to read, at any time. */
function meantToBeSeen(): string[] {
  const facts = days.flatMap(({ checks }) => checks);
  return facts.flatMap(({ id, rationale, hints }) => [id, rationale, ...hints]);
}

/** Finds what nobody may see, and, while findings are withheld, what they are made of. */
function finderFor(time: Time): LeakFinder {
  const name = TIMES[time].open ? "open" : "withheld";
  const pieces = TIMES[time].open ? hidden.lines : [...hidden.lines, ...hidden.texts];
  finders[name] ??= without(pieces, meantToBeSeen());
  return finders[name];
}

/** What is in one of the texts is no leak. */
function without(pieces: readonly string[], texts: readonly string[]): LeakFinder {
  const allowed = new LeakFinder(pieces).in(texts);
  return new LeakFinder(pieces.filter((piece) => !allowed.has(piece)));
}

function filesAt(time: Time, submission: SubmissionReport): Promise<Map<string, string>> {
  const { policy, gradings } = TIMES[time];
  return studentFiles(submission, policy, { at: AT, gradings });
}

async function textsAt(time: Time, submission: SubmissionReport): Promise<string[]> {
  return [...(await filesAt(time, submission))].flatMap(([file, text]) =>
    readableTexts(file, text),
  );
}

describe("what a student can read", () => {
  test("is looked for in every line that is hidden, and there are thousands", () => {
    expect(hidden.lines.length).toBeGreaterThan(10_000);
    expect(hidden.texts.length).toBeGreaterThan(1_000);
  });

  test.each(TIME_NAMES)("holds no hidden line of any check: %s", async (time) => {
    expect([...finderFor(time).in(await textsAt(time, failingSubmission(days)))]).toEqual([]);
  });

  test.each(TIME_NAMES)(
    "holds no hidden line, and no place, of judged submissions: %s",
    async (time) => {
      const texts = (await Promise.all(real.map((one) => textsAt(time, one)))).flat();
      expect([...finderFor(time).in(texts)]).toEqual([]);
      expect(texts.filter((text) => MACHINE.test(text) || HIDDEN_PLACES.test(text))).toEqual([]);
    },
  );

  test.each(TIME_NAMES)("holds findings and output in their time alone: %s", async (time) => {
    for (const [file, text] of await filesAt(time, failingSubmission(days))) {
      expect(SECRETS.internal.test(text), file).toBe(false);
      const { open } = TIMES[time];
      if (!open) expect(SECRETS.findings.test(text), file).toBe(false);
      if (!open) expect(SECRETS.output.test(text), file).toBe(false);
      if (open && file !== "classroom.json") expect(SECRETS.findings.test(text), file).toBe(true);
    }
  });

  test("comes from submissions that failed in ways of their own", () => {
    const checks = real.map(({ labs }) => labs.flatMap((lab) => lab.checks));
    const all = checks.flat();
    expect(checks.map((some) => some.some(({ verdict }) => verdict !== "pass"))).not.toContain(
      false,
    );
    expect(all.some(({ story }) => story)).toBe(true);
    expect(all.some(({ frames }) => frames.length > 0)).toBe(true);
    expect(real.at(-1)?.labs[0]?.output).toContain("[native code]");
  });
});

describe("a leak", () => {
  const lineOf = (kind: keyof HiddenBytes) =>
    hidden[kind][Math.floor(hidden[kind].length / 2)] ?? "";

  test.each(["message", "story", "rationale", "output"] as const)(
    "in a %s is found in every file that shows it",
    async (place) => {
      const plain = failingSubmission(days.slice(0, 1));
      const [lab] = plain.labs;
      if (!lab) throw new Error("The made-up submission has no lab.");
      const planted = `One, ${lineOf("lines")} & <two>`;
      const [first, ...rest] = lab.checks;
      const leaking =
        place === "output"
          ? { ...lab, output: planted }
          : { ...lab, checks: [{ ...first, [place]: planted }, ...rest] as typeof lab.checks };
      const files = await filesAt("practice", { ...plain, labs: [leaking] });
      const found = [...files].filter(
        ([file, text]) => finderFor("practice").in(readableTexts(file, text)).size > 0,
      );
      const blind = [
        "classroom.json",
        ...(place === "output" ? ["console.txt", "check50.json"] : []),
      ];
      const names = [...files.keys()].filter((file) => !blind.includes(file));
      expect(found.map(([file]) => file)).toEqual(names);
    },
  );

  test("of a suite's own words is found while findings are withheld", () => {
    const words = lineOf("texts");
    expect([...finderFor("before-due").in([`It says: ${words}`])]).toEqual([words]);
  });

  test("of a hint is none", () => {
    const hints = meantToBeSeen().filter((text) => text.length >= DISTINCTIVE);
    expect([...new LeakFinder(hints.map(squeezed)).in(hints)]).not.toEqual([]);
    expect([...without(hints.map(squeezed), hints).in(hints)]).toEqual([]);
  });
});

describe("the hand-out", () => {
  let folder: string;
  let texts: Map<string, string>;
  let checking: LeakFinder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "wal-labs-leaks-"));
    const out = join(folder, "out");
    await buildHandout(out);
    const read = async (file: string) => [file, await readFile(join(out, file), "utf8")] as const;
    texts = new Map(await Promise.all((await filesIn(out)).map(read)));
    checking = new LeakFinder(await checkingLines());
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true }));

  test("holds no line that is hidden, and no path of this machine", () => {
    const finder = new LeakFinder([...hidden.lines, ...hidden.texts]);
    expect([...finder.in(texts.values())]).toEqual([]);
    expect([...texts].filter(([, text]) => text.includes(COURSE_ROOT))).toEqual([]);
  });

  test("has nothing of the suites and bugs in it", () => {
    const copied = [...texts].filter(([, text]) => checking.in([text]).size > LINES_BY_CHANCE);
    expect(copied.map(([file]) => file)).toEqual([]);
  });

  test("would be noticed to have a suite among its tests", async () => {
    const suite = await readFile(join(COURSE_ROOT, "grader/src/suites/day1/append.ts"), "utf8");
    expect(checking.in([suite]).size).toBeGreaterThan(5 * LINES_BY_CHANCE);
  });
});
