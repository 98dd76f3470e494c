import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { availableDays, COURSE_ROOT, filesIn } from "../../src/course/course.ts";
import { buildHandout } from "../../src/handout/build-handout.ts";
import { HandoutError } from "../../src/handout/handout-error.ts";

const SUBSTANTIAL_LINE = 40;
const README_TEMPLATE = "src/handout/student-readme.md";
let folder: string;
let handout: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wal-labs-handout-"));
  handout = join(folder, "out");
  await buildHandout(handout);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function textsIn(root: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of await filesIn(root, (path) => !path.includes("node_modules/"))) {
    texts.set(path, await readFile(join(root, path), "utf8"));
  }
  return texts;
}

function substantialLines(texts: Iterable<string>): Set<string> {
  const lines = [...texts].flatMap((text) => text.split("\n")).map((line) => line.trim());
  return new Set(lines.filter((line) => line.length >= SUBSTANTIAL_LINE));
}

describe("buildHandout", () => {
  test("gives the top of a repository and the labs of the available days", async () => {
    const top = [".biome.json", ".gitattributes", ".gitignore", "LICENSE", "README.md", "docs"];
    const rest = ["labs", "package-lock.json", "package.json", "tsconfig.base.json"];
    expect((await readdir(handout)).sort()).toEqual([...top, ...rest]);
    const slugs = availableDays().map(({ slug }) => slug);
    expect(await readdir(join(handout, "labs"))).toEqual(
      expect.arrayContaining(["core", ...slugs]),
    );
    for (const slug of slugs)
      expect(existsSync(join(handout, "labs", slug, "src/index.ts"))).toBe(true);
  });

  test.for(["day2-replay", "day5-batching", "queue"])(
    "gives labs/%s with the whole of its programs",
    async (lab) => {
      const isSource = (path: string) => !/(^|\/)(\.turbo|node_modules)\/|buildinfo$/.test(path);
      const filesOf = (root: string) => filesIn(join(root, "labs", lab), isSource);
      expect(await filesOf(handout)).toEqual(await filesOf(COURSE_ROOT));
    },
  );

  test("gives the program that starts each command", async () => {
    for (const lab of ["day5-batching", "queue"]) {
      const manifest = await readFile(join(handout, "labs", lab, "package.json"), "utf8");
      for (const file of Object.values<string>(JSON.parse(manifest).bin)) {
        expect(existsSync(join(handout, "labs", lab, file))).toBe(true);
      }
    }
  });

  test("gives a lockfile that fits, with nothing but the course's own versions", {
    timeout: 60_000,
  }, async () => {
    const npm = (...args: string[]) =>
      execFileSync("npm", args, { cwd: handout, encoding: "utf8" });
    expect(npm("ls", "--package-lock-only", "--all", "--json")).not.toContain('"problems"');
    const packagesOf = async (root: string) =>
      JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")).packages;
    const [own, course] = await Promise.all([packagesOf(handout), packagesOf(COURSE_ROOT)]);
    for (const [path, { integrity }] of Object.entries<{ integrity?: string }>(own)) {
      if (path) expect(integrity).toBe(course[path].integrity);
    }
  });

  test("gives pages that can be read as they are, with their samples in them", async () => {
    for (const [path, text] of await textsIn(join(handout, "docs"))) {
      expect(text, path).toMatch(/^# /);
      expect(text, path).not.toContain("{@");
    }
    const chapter = await readFile(join(handout, "docs/chapters/day1-checksum.md"), "utf8");
    expect(chapter).toContain("async function writeAtTheEnd");
  });

  test("tells what a report says about a check, and runs the public tests of its exercise", {
    timeout: 60_000,
  }, async () => {
    const modules = join(handout, "node_modules");
    await symlink(join(COURSE_ROOT, "node_modules"), modules);
    const report = join(folder, "report.json");
    const story = "O1 is broken.\n\nSee it again\n  steps:0.2/7/power:n1o1\n";
    const check = { id: "1.7-sync", verdict: "fail", message: "Not\u001b[2J there.", story };
    await writeFile(report, JSON.stringify({ submissions: [{ labs: [{ checks: [check] }] }] }));
    const replay = (...args: string[]) =>
      spawnSync("npm", ["run", "--silent", "replay", "--", ...args], {
        ...{ cwd: handout, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } },
      });
    const { stdout, status } = replay(report, "1.7-sync");
    expect(stdout).toContain("Not there.");
    expect(stdout).toContain(`replayCrash(exploration, "7/power:n1o1")`);
    expect(stdout).toMatch(/[1-9]\d* failed .*[1-9]\d* skipped/);
    expect(stdout).toContain("The public tests of exercise 1.7, in labs/day1-checksum");
    expect(status).toBe(1);
    expect(replay(report, "1.7-none")).toMatchObject({ status: 2, stdout: "" });
    expect(replay("1.7")).toMatchObject({ status: 1 });
    await Promise.all([rm(modules), rm(report)]);
  });

  test("names nothing that students do not get", async () => {
    const secrets = /solutions\/|grader\/|@wal-labs\/(?:solution|grader|docs)|planted/;
    for (const [path, text] of await textsIn(handout)) {
      expect(path).not.toMatch(secrets);
      if (!path.startsWith("docs/")) expect(text).not.toMatch(secrets);
    }
  });

  test("has no line of a solution or of the grader", async () => {
    const hidden = [
      ...(await textsIn(join(COURSE_ROOT, "solutions"))),
      ...(await textsIn(join(COURSE_ROOT, "grader"))),
    ].filter(([path]) => path !== README_TEMPLATE);
    const shown = [
      ...(await textsIn(join(COURSE_ROOT, "labs"))),
      ...(await textsIn(join(COURSE_ROOT, "docs"))),
    ];
    const secret = substantialLines(hidden.map(([, text]) => text));
    const known = substantialLines(shown.map(([, text]) => text));
    const leaked = [...substantialLines((await textsIn(handout)).values())];
    expect(leaked.filter((line) => secret.has(line) && !known.has(line))).toEqual([]);
  });
});

describe("a folder in use", () => {
  test("is refused and stays as it was, whatever else is beside it", async () => {
    const used = join(folder, "used");
    await mkdir(used);
    await writeFile(join(used, "mine.txt"), "mine");
    await expect(buildHandout(used)).rejects.toThrow(HandoutError);
    expect(await readdir(used)).toEqual(["mine.txt"]);
    expect((await readdir(folder)).sort()).toEqual(["out", "used"]);
  });

  test("is replaced by force, but for its .git", { timeout: 60_000 }, async () => {
    const used = join(folder, "forced");
    await mkdir(join(used, ".git"), { recursive: true });
    await writeFile(join(used, "mine.txt"), "mine");
    await buildHandout(used, { force: true });
    expect(await readdir(used)).toEqual(expect.arrayContaining([".git", "labs"]));
    expect(existsSync(join(used, "mine.txt"))).toBe(false);
  });

  test("is never the course itself, not even by force", async () => {
    await expect(buildHandout(COURSE_ROOT, { force: true })).rejects.toThrow("the course itself");
    await expect(buildHandout(join(COURSE_ROOT, ".."), { force: true })).rejects.toThrow(
      HandoutError,
    );
  });
});
