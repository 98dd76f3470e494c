import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COURSE_ROOT, DAYS, type Day, labFolder, solutionFolder } from "../../src/course/course.ts";
import { findSimilar, type SimilarPair } from "../../src/similarity/find-similar.ts";
import { similarPages } from "../../src/similarity/similar-pages.ts";
import { tokensOf } from "../../src/similarity/tokens.ts";
import { GRAM, gramHashes, WINDOW, winnow } from "../../src/similarity/winnow.ts";

const DAY = DAYS[0] as Day;
const VARIANTS = join(COURSE_ROOT, "grader/variants", DAY.slug);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wal-labs-similar-"));
  const [year, before] = [join(folder, "year"), join(folder, "before")];
  await handIn(year, "ada", join(VARIANTS, "closures/src"));
  await handIn(year, "bob", join(VARIANTS, "closures/src"), disguised);
  await handIn(year, "cleo", join(VARIANTS, "promise-chains/src"));
  await handIn(year, "dan", labFolder(DAY));
  await handIn(year, "eve", solutionFolder(DAY));
  await handIn(year, "finn", labFolder(DAY));
  await handIn(before, "zoe", join(VARIANTS, "promise-chains/src"), disguised);
  await handIn(before, "yan", join(VARIANTS, "promise-chains/src"));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

async function handIn(
  class_: string,
  student: string,
  source: string,
  change?: (text: string) => string,
): Promise<void> {
  const target = join(class_, student, "labs", DAY.slug, "src");
  await mkdir(target, { recursive: true });
  await cp(source, target, { recursive: true });
  for (const name of change ? await readdir(target) : []) {
    const file = join(target, name);
    await writeFile(file, change?.(await readFile(file, "utf8")) ?? "");
  }
}

/** What somebody does who does not want to be found out: new names, new layout, new comments. */
function disguised(text: string): string {
  const bare = text.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/^ +/gm, "\t\t");
  return `// <script>alert("mine")</script>\n${bare.replace(/\b(handle|offset|bytes|frame|size)\b/g, "my_$1")}`;
}

function similar(archives: readonly string[] = []): Promise<SimilarPair[]> {
  const options = { days: [DAY], archives: archives.map((name) => join(folder, name)), least: 0.5 };
  return findSimilar(join(folder, "year"), options);
}

const namesOf = ({ one, other }: SimilarPair) => [one.student, other.student];

describe("findSimilar", () => {
  test("finds a copy under other names and in another layout, and nobody else", async () => {
    const pairs = await similar();
    expect(pairs.map(namesOf)).toEqual([["ada", "bob"]]);
    expect(pairs[0]?.share).toBeGreaterThan(0.95);
  });

  test("takes neither the hand-out nor the reference for anybody's own", async () => {
    const names = (await similar()).flatMap(namesOf);
    for (const name of ["dan", "eve", "finn"]) expect(names).not.toContain(name);
  });

  test("compares with another year, whose works are not compared with one another", async () => {
    const pairs = (await similar(["before"])).map(namesOf).map((pair) => pair.toSorted());
    expect(pairs).toContainEqual(["cleo", "zoe"]);
    expect(pairs).toContainEqual(["cleo", "yan"]);
    expect(pairs).not.toContainEqual(["yan", "zoe"]);
  });

  test("marks the same lines on both sides", async () => {
    const [pair] = await similar();
    const [first] = pair?.passages ?? [];
    const linesOf = (files: ReadonlyMap<string, string> | undefined, side: "here" | "there") => {
      const [stretch] = first?.[side] ?? [];
      const lines = files?.get(stretch?.file ?? "")?.split("\n") ?? [];
      return tokensOf(lines.slice((stretch?.from ?? 1) - 1, (stretch?.to ?? 1) - 1).join("\n"));
    };
    const here = linesOf(pair?.one.files, "here").map(({ kind }) => kind);
    const there = linesOf(pair?.other.files, "there").map(({ kind }) => kind);
    expect(here.length).toBeGreaterThan(GRAM);
    expect(there).toEqual(here);
  });
});

describe("the pages", () => {
  test("show both sides of each pair, and run nothing of them", async () => {
    const [index, pair] = similarPages(await similar());
    expect(index?.html).toContain("pair-1.html");
    expect(index?.html).toContain("no verdict");
    expect(pair?.html.match(/data-passage="1"/g)?.length).toBeGreaterThan(10);
    expect(pair?.html).toContain("&lt;script&gt;alert(&quot;mine&quot;)");
    expect(pair?.html).not.toContain("<script");
  });
});

describe("winnow", () => {
  test.for([0, 1, 7, 100])("notices a shared stretch behind %i other tokens", (before) => {
    const stretch = Array.from({ length: GRAM + WINDOW - 1 }, (_, index) => 1000 + (index % 13));
    const one = [...stretch, ...Array.from({ length: 50 }, (_, index) => index)];
    const other = [...Array.from({ length: before }, (_, index) => 2000 + index), ...stretch];
    const hashes = (kinds: readonly number[]) => winnow(gramHashes(kinds)).map(({ hash }) => hash);
    expect(hashes(one).some((hash) => hashes(other).includes(hash))).toBe(true);
  });

  test("keeps far fewer hashes than there are", () => {
    const kinds = Array.from({ length: 5000 }, (_, index) => (index * 7919) % 31);
    expect(winnow(gramHashes(kinds)).length).toBeLessThan(5000 / (WINDOW / 3));
  });

  test("gives nothing for a text shorter than one stretch", () => {
    expect(winnow(gramHashes([1, 2, 3]))).toEqual([]);
  });
});
