import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeClassPages } from "../../../src/report/class/class-pages.ts";
import type { SubmissionReport } from "../../../src/report/report.ts";
import { CLASS_DAYS, MadeUpClass } from "./made-up-class.ts";
import { type Markup, markupOf } from "./markup.ts";
import { pagesIn } from "./pages-in.ts";

const CLASS = new MadeUpClass(40);
const RUNS_OR_LOADS = /<script|<link|<img|@import|url\(|https?:(?!\/\/www\.w3\.org)/;

let parent: string;
let submissions: SubmissionReport[];
let pages: ReadonlyMap<string, string>;
let markups: ReadonlyMap<string, Markup>;
let index: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "class-pages-"));
  await writeClassPages(CLASS, join(parent, "report"));
  pages = await pagesIn(join(parent, "report"));
  markups = new Map([...pages].map(([file, html]) => [file, markupOf(html)]));
  index = pages.get("index.html") ?? "";
  submissions = [];
  for await (const submission of CLASS.submissions()) submissions.push(submission);
});

afterAll(() => rm(parent, { recursive: true, force: true }));

describe("writeClassPages", () => {
  test("writes an index and a page for each student, and leaves nothing beside them", async () => {
    expect(pages.size).toBe(41);
    expect(await readdir(parent)).toEqual(["report"]);
  });

  test("writes pages that are well-formed and run and load nothing", () => {
    for (const { ids } of markups.values()) expect(ids).toHaveLength(new Set(ids).size);
    for (const html of pages.values()) expect(html).not.toMatch(RUNS_OR_LOADS);
  });

  test("links to what is there", () => {
    for (const [file, { links }] of markups) {
      for (const link of links) {
        const [page, id] = link.split("#");
        const target = markups.get(page || file);
        expect(target, link).toBeDefined();
        if (id !== undefined) expect(target?.ids).toContain(id);
      }
    }
  });

  test("writes the same bytes again", async () => {
    await writeClassPages(CLASS, join(parent, "again"));
    const again = await pagesIn(join(parent, "again"));
    await rm(join(parent, "again"), { recursive: true });
    expect([...again]).toEqual([...pages]);
  });

  test("gives everybody's points, and their mean", () => {
    for (const { name, points } of submissions) {
      const row = between(index, `<bdi>${name}</bdi></a></th>\n<td class="number">`, "</tr>");
      expect(row).toContain(`>${points} <small>`);
    }
    const mean = submissions.reduce((sum, { points }) => sum + points, 0) / submissions.length;
    expect(between(index, "<dt>Mean</dt>", "</div>")).toContain(`>${Number(mean.toFixed(1))} <`);
  });

  test("sums up in each bar what submissions have done", () => {
    const [exercise] = CLASS_DAYS[2]?.checks.map((check) => check.exercise) ?? [];
    const solved = submissions.filter((submission) => {
      const checks = submission.labs.flatMap((lab) => lab.checks);
      return checks.filter((one) => one.exercise === exercise).every(isPassed);
    }).length;
    const row = between(index, `<tr><th scope="row">${exercise}</th>`, "</tr>");
    expect(row).toMatch(new RegExp(`^<td class="number">${solved}</td>`));
    const counts = [...row.matchAll(/>(\d+)</g)].map(([, count]) => Number(count));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(submissions.length);
  });

  test("draws the numbers of the table", () => {
    const table = between(index, `aria-label="Submissions by percent of all`, "</table>");
    const counts = [...table.matchAll(/<td class="number">(\d+)<\/td>/g)].map(([, one]) => one);
    const drawn = [...table.matchAll(/fill="var\(--ink\)">(\d+)<\/text>/g)].map(([, one]) => one);
    const filled = counts.filter((one) => one !== "0");
    expect(drawn).toEqual([...filled, ...filled]); // For a wide screen, and for a narrow one.
  });

  test("counts who broke a rule once, however many of its checks failed", () => {
    const breaks = (submission: SubmissionReport, invariant: string) =>
      submission.labs.some((lab) =>
        lab.checks.some(
          (one) => one.invariant === invariant && ["fail", "flaky"].includes(one.verdict),
        ),
      );
    for (const invariant of ["O1", "O5", "O9"]) {
      const count = submissions.filter((one) => breaks(one, invariant)).length;
      const row = between(index, `<strong>${invariant}</strong>`, "</tr>");
      expect(row).toContain(`<span class="score">${count} <small>`);
    }
  });

  test("begins the mistakes with the check that most submissions miss, and names the bugs", () => {
    const missed = new Map<string, number>();
    const verdicts = ["fail", "flaky", "timeout"];
    for (const { id, verdict } of submissions.flatMap(({ labs }) => labs.flatMap((l) => l.checks)))
      if (verdicts.includes(verdict)) missed.set(id, (missed.get(id) ?? 0) + 1);
    const most = Math.max(...missed.values());
    const card = between(index, '<h2 id="mistakes">', "</article>");
    expect(card).toContain(`<strong>${most}</strong> of 40 submissions`);
    const id = /<h4><code>([^<]*)/.exec(card)?.[1] ?? "";
    expect(missed.get(id)).toBe(most);
    expect(card).toMatch(/<li><code>[a-z-]+<\/code> [A-Z]/);
  });

  test("puts who needs a person before all else, the suspicious first", () => {
    const suspicious = submissions.find(({ labs }) =>
      labs.some(({ verdict }) => verdict === "suspicious"),
    );
    const first = /<bdi>([^<]*)/.exec(index)?.[1];
    expect(first).toBe(suspicious?.name);
    expect(index.indexOf('id="attention"')).toBeLessThan(index.indexOf('id="students"'));
  });

  test("shows what the students' own tests notice", () => {
    const section = between(index, '<h2 id="tests">', "</section>");
    const authors = submissions.filter(({ labs }) => labs.some(({ tests }) => tests));
    for (const { name } of authors) expect(section).toContain(`<bdi>${name}</bdi>`);
    expect(section.match(/<tr>/g)).toHaveLength(authors.length + 1);
    expect(section).toContain("not valid");
  });

  test("names a student once on a leaderboard", () => {
    const names = [
      ...between(index, '<h2 id="leaderboard">', "</section>").matchAll(/<bdi>([^<]*)/g),
    ];
    expect(names).toHaveLength(10);
    expect(new Set(names.map(([, name]) => name)).size).toBe(10);
  });

  test("stands for a class of nobody", async () => {
    await writeClassPages(new MadeUpClass(0), join(parent, "empty"));
    const html = await readFile(join(parent, "empty", "index.html"), "utf8");
    await rm(join(parent, "empty"), { recursive: true });
    expect(markupOf(html).pictures.join("")).not.toMatch(/NaN|Infinity/);
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });
});

function between(text: string, start: string, end: string): string {
  const from = text.indexOf(start);
  if (from === -1) throw new Error(`The page has no ${start}.`);
  return text.slice(from + start.length, text.indexOf(end, from + start.length));
}

function isPassed({ verdict }: { verdict: string }): boolean {
  return verdict === "pass";
}
