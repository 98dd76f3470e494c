import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { page, pagePaths, ROOT } from "./pages.ts";

const COMMAND = /npm (?:run )?(?:--silent )?([a-z:-]+)([^`\n]*)/g;
const BUILT_IN = new Set(["ci", "install"]);
const LABS = (await readdir(join(ROOT, "labs"))).filter((name) => name.startsWith("day"));

async function scriptsOf(folder: string): Promise<string[]> {
  const text = await readFile(join(ROOT, folder, "package.json"), "utf8");
  return Object.keys(JSON.parse(text).scripts);
}

/** The commands in code, spans and blocks, of a page. */
function commands(markdown: string): { script: string; rest: string }[] {
  const code = markdown.match(/```sh\n[\s\S]*?```|`npm [^`\n]+`/g) ?? [];
  const found = code.flatMap((text) => [...text.matchAll(COMMAND)]);
  return found.map(([, script = "", rest = ""]) => ({ script, rest }));
}

describe.for(["../README.md", ...(await pagePaths())])("%s", (path) => {
  test("names only npm scripts that there are", async () => {
    const root = await scriptsOf(".");
    const labs = (await Promise.all(LABS.map((lab) => scriptsOf(`labs/${lab}`)))).flat();
    for (const { script, rest } of commands(await page(path))) {
      const known = rest.includes("--workspace") ? labs : [...root, ...labs, ...BUILT_IN];
      expect(known, `npm ${script}${rest}`).toContain(script);
    }
  });
});

test.for(["grade", "handout"])(
  "the instructor's guide names only options that %s has",
  async (cli) => {
    const source = await readFile(join(ROOT, `grader/src/cli/${cli}.ts`), "utf8");
    const used = commands(await page("instructors-guide.md"))
      .filter(({ script }) => script === cli)
      .flatMap(({ rest }) => rest.match(/--[a-z][a-z-]+/g) ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const option of used) expect(source, option).toContain(option);
  },
);
