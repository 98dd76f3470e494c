import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { page, pagePaths, ROOT } from "./pages.ts";

const COMMAND = /npm (?:run )?(?:--silent )?([a-z:-]+)([^`\n]*)/g;
/** npm's own, and what the hand-out alone has. */
const BUILT_IN = new Set(["ci", "install", "replay"]);
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

const GUIDES = [
  "instructors-guide.md",
  "grading-a-class.md",
  "school-formats.md",
  "many-machines.md",
];

/** The source of a command, with that of the commands it consists of. */
async function sourceOf(cli: string): Promise<string> {
  const folder = join(ROOT, "grader/src/cli");
  const parts = await readdir(join(folder, cli)).catch(() => []);
  const files = [`${cli}.ts`, ...parts.map((part) => join(cli, part))];
  return (await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")))).join("\n");
}

test.for(GUIDES.flatMap((path) => ["grade", "handout"].map((cli) => [path, cli] as const)))(
  "%s names only options that %s has",
  async ([path, cli]) => {
    const source = await sourceOf(cli);
    const used = commands(await page(path)).filter(({ script }) => script === cli);
    for (const option of used.flatMap(({ rest }) => rest.match(/--[a-z][a-z-]+/g) ?? [])) {
      expect(source, option).toContain(option);
    }
  },
);

test("the guides name commands enough for this to mean something", async () => {
  const texts = await Promise.all(GUIDES.map((path) => page(path)));
  const named = texts.flatMap(commands).filter(({ script }) => script === "grade");
  expect(named.length).toBeGreaterThan(20);
});
