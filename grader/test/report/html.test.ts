import { describe, expect, test } from "vitest";
import { withFeedback } from "../../src/report/feedback.ts";
import { type HtmlPage, htmlReport } from "../../src/report/html.ts";
import { REPORT } from "./fixture.ts";
import { HOSTILE_TEXTS, hostileReport, INVISIBLE } from "./hostile.ts";

const TAG = /<[/!]?([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)>/g;
/** Three hints, none of which is closed before the next begins. */
const RUNGS = /Hint 1(?:(?!<\/details>).)*Hint 2(?:(?!<\/details>).)*Hint 3/s;
const TAGS = (
  "doctype html head meta title style body header main footer section article h1 h2 h3 h4 p a bdi " +
  "span small strong code pre ul li dl div dt dd table caption thead tbody tr th td details summary"
).split(" ");
const ATTRIBUTES = (
  "lang charset http-equiv name content class id style title role scope tabindex href html " +
  "aria-label aria-labelledby aria-hidden open"
).split(" ");

describe("htmlReport", () => {
  test("is an index and a page for each submission, by name", () => {
    const files = htmlReport(REPORT).map(({ file }) => file);
    expect(files).toEqual(["index.html", "anna.html", "ben.html", "chloe.html"]);
  });

  test("loads nothing and runs nothing", () => {
    for (const page of htmlReport(REPORT)) {
      expect(page.html).toContain("default-src 'none'; style-src 'unsafe-inline'");
      expect(page.html).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
    }
  });

  test("shows the story, the frames, each hint inside the one before, and what to do", () => {
    const ben = pageOf("ben.html");
    expect(ben).toContain("O1: write &lt; fsync &lt; acknowledge");
    expect(ben).toContain("<code>src/log-file.ts:88</code>");
    expect(ben).toMatch(RUNGS);
    expect(ben).toContain("Mend 1.7-sync-before-resolve first.");
  });

  test("ranks what checks have measured, the most first, and nothing where nobody was", () => {
    const values = [7, 1234, 99];
    const submissions = REPORT.submissions.map((submission, index) => {
      const measures = [{ name: "appends", value: values[index] ?? 0, unit: "a second" }];
      const labs = submission.labs.map((lab) => ({
        ...lab,
        checks: lab.checks.map((check, at) => (at === 0 ? { ...check, measures } : check)),
      }));
      return { ...submission, labs };
    });
    const [index] = htmlReport({ ...REPORT, submissions });
    expect(index?.html).toMatch(/1,234.*99.*7</s);
    expect(pageOf("index.html")).not.toContain("Leaderboard");
  });

  test("names no other submission on the page of one", () => {
    expect(pageOf("ben.html")).not.toMatch(/anna|chlo/);
  });

  test("shows no story before the due date", () => {
    const pages = htmlReport(withFeedback(REPORT, "before-due"));
    expect(pages.map(({ html }) => html).join("")).not.toMatch(/power lost|order-7|Hint 2/);
  });

  test.each(Object.entries(HOSTILE_TEXTS))("makes %s harmless in every field", (_kind, text) => {
    const pages = htmlReport(hostileReport(text));
    const files = pages.map(({ file }) => file);
    for (const page of pages) {
      const { tags, attributes, targets } = markup(page);
      expect(TAGS).toEqual(expect.arrayContaining(tags));
      expect(ATTRIBUTES).toEqual(expect.arrayContaining(attributes));
      expect(files).toEqual(expect.arrayContaining(targets));
      expect(withoutMarkup(page)).not.toMatch(/[<>]/);
      expect(page.html).not.toMatch(INVISIBLE);
    }
  });

  test("cuts ten megabytes to what a person reads", () => {
    const pages = htmlReport(hostileReport("<\u202e".repeat(5_000_000)));
    expect(Math.max(...pages.map(({ html }) => html.length))).toBeLessThan(2_000_000);
  });
});

function pageOf(file: string): string | undefined {
  return htmlReport(REPORT).find((page) => page.file === file)?.html;
}

function withoutMarkup({ html }: HtmlPage): string {
  return html.replace(/<style>[^<]*<\/style>/, "").replace(TAG, "");
}

/** The tags and attributes in a page, and the targets of its links. */
function markup({ html }: HtmlPage) {
  const tags = [...html.matchAll(TAG)];
  const attributes = tags.flatMap(([, , list = ""]) => list.replace(/="[^"]*"/g, "").split(" "));
  const links = [...html.matchAll(/ href="([^"]*)"/g)];
  return {
    tags: tags.map(([, name = ""]) => name),
    attributes: attributes.filter((name) => name !== ""),
    targets: links.map(([, target = ""]) => target),
  };
}
