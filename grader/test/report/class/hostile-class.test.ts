import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeClassPages } from "../../../src/report/class/class-pages.ts";
import type { CheckResult, SubmissionReport } from "../../../src/report/report.ts";
import { HOSTILE_TEXTS, INVISIBLE } from "../hostile.ts";
import { MadeUpClass } from "./made-up-class.ts";
import { type Markup, markupOf } from "./markup.ts";
import { pagesIn } from "./pages-in.ts";

const MARKED = "<b>Mallory</b>";
const TEXTS = [...Object.values(HOSTILE_TEXTS), MARKED];
/** What a page may be made of, whatever the submissions say. */
const TAGS = (
  "html head meta title style body header main footer nav section article figure figcaption h1 h2 " +
  "h3 h4 p a bdi span small strong code pre ul li dl div dt dd table caption thead tbody tr th td " +
  "details summary svg path rect text g"
).split(" ");

let parent: string;
let pages: ReadonlyMap<string, string>;
let markups: ReadonlyMap<string, Markup>;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "hostile-class-"));
  const report = new MadeUpClass(TEXTS.length, (submission) =>
    withText(submission, TEXTS[Number(submission.name.slice(-3))] ?? ""),
  );
  await writeClassPages(report, join(parent, "report"));
  pages = await pagesIn(join(parent, "report"));
  markups = new Map([...pages].map(([file, html]) => [file, markupOf(html)]));
});

afterAll(() => rm(parent, { recursive: true, force: true }));

describe("the pages of a hostile class", () => {
  test("are one for each student and an index, whatever the names", () => {
    expect(pages.size).toBe(TEXTS.length + 1);
  });

  test("are made of nothing but their own markup", () => {
    for (const { tags, attributes } of markups.values()) {
      expect(TAGS).toEqual(expect.arrayContaining([...tags]));
      expect(attributes.filter((name) => /^on|^src|^xlink/.test(name))).toEqual([]);
    }
  });

  test("lead nowhere else", () => {
    for (const [file, { links }] of markups) {
      const targets = links.map((link) => link.split("#")[0] || file);
      expect([...pages.keys()]).toEqual(expect.arrayContaining(targets));
    }
  });

  test("hide and reorder nothing", () => {
    for (const html of pages.values()) expect(html).not.toMatch(INVISIBLE);
  });

  test("draw nothing that a submission says", () => {
    const index = pages.get("index.html") ?? "";
    expect(index).toContain("&lt;b&gt;Mallory&lt;/b&gt;");
    expect(markups.get("index.html")?.pictures.join("")).not.toContain("Mallory");
    expect(index.match(/aria-label="[^"]*"/g)?.join("")).not.toContain("Mallory");
  });
});

/** A submission with all that comes from its author, and a person's words on it, replaced. */
function withText(submission: SubmissionReport, text: string): SubmissionReport {
  const problems = [{ where: text, message: text, hint: text }];
  const override = { points: 1, comment: text, by: text };
  const check = (one: CheckResult) => ({
    ...one,
    ...{ message: text, story: text, frames: [text], override },
    measures: [{ name: text, value: 1, unit: text }],
  });
  return {
    ...submission,
    ...{ name: text, source: text, comment: text, problems },
    labs: submission.labs.map((lab) => ({
      ...lab,
      ...{ output: text, problems, override, checks: lab.checks.map(check) },
    })),
  };
}
