import { exec } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BROWSER_PATH, launch } from "./browser.ts";
import { ROOT } from "./pages.ts";

/** Nobody answers there: {@link answer} does. */
const SITE = "http://wal-labs.test/";
const PHONE_WIDTH = 390;

interface Visit {
  /** Addresses that the page links to, fragments included. */
  readonly links: readonly string[];
  readonly ids: ReadonlySet<string>;
  /** Of the content, which may be wider than the screen. */
  readonly width: number;
}

/** Serves the site to the browser without a network, and refuses everything else. */
async function answer(route: Route): Promise<void> {
  const url = route.request().url();
  if (!url.startsWith(SITE)) return await route.abort();
  await route.fulfill({ path: join(ROOT, "docs/site", new URL(url).pathname) });
}

/** Visits every page of the site that a link leads to. */
async function crawl(page: Page): Promise<Map<string, Visit>> {
  const visits = new Map<string, Visit>();
  const waiting = [`${SITE}index.html`];
  for (let url = waiting.pop(); url; url = waiting.pop()) {
    if (visits.has(url)) continue;
    const visit = await look(page, url);
    visits.set(url, visit);
    waiting.push(...visit.links.map(withoutFragment));
  }
  return visits;
}

async function look(page: Page, url: string): Promise<Visit> {
  await page.goto(url);
  await page.waitForSelector("#tsd-nav-container a", { state: "attached" });
  const links = await page.$$eval("a[href]", (all) => all.map((link) => String(link.href)));
  const ids = await page.$$eval("[id]", (all) => all.map((element) => String(element.id)));
  const width = Number(await page.evaluate("document.documentElement.scrollWidth"));
  return { links: links.filter((link) => link.startsWith(SITE)), ids: new Set(ids), width };
}

function withoutFragment(url: string): string {
  return url.replace(/#.*/, "");
}

if (!BROWSER_PATH) console.warn("\n  SKIPPED: the site test found no browser. Set CHROME_PATH.\n");

describe.skipIf(!BROWSER_PATH)("site, on a phone", () => {
  let browser: Browser;
  let visits = new Map<string, Visit>();
  const errors: string[] = [];

  beforeAll(async () => {
    await promisify(exec)("npm run docs", { cwd: ROOT });
    browser = await launch(BROWSER_PATH ?? "");
    const page = await browser.newPage({ viewport: { width: PHONE_WIDTH, height: 844 } });
    await page.route("**/*", answer);
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    visits = await crawl(page);
  }, 300_000);

  afterAll(() => browser?.close());

  test("has the pages and the API", () => {
    expect(visits.size).toBeGreaterThan(50);
  });

  test("has no link that leads nowhere, fragments included", () => {
    const isBroken = (link: string) => {
      const fragment = decodeURIComponent(new URL(link).hash.slice(1));
      const target = visits.get(withoutFragment(link));
      return !target || (fragment !== "" && !target.ids.has(fragment));
    };
    const links = [...visits.values()].flatMap((visit) => visit.links);
    expect(links.filter(isBroken)).toEqual([]);
  });

  test("says nothing in the console", () => {
    expect(errors).toEqual([]);
  });

  test("has no page that is wider than the screen", () => {
    const wide = [...visits].filter(([, { width }]) => width > PHONE_WIDTH);
    expect(wide.map(([url]) => url)).toEqual([]);
  });
});
