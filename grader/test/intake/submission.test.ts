import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DAYS } from "../../src/course/course.ts";
import { DEFAULT_LIMITS, type Limits } from "../../src/intake/limits.ts";
import { materialise, readSubmission } from "../../src/intake/submission.ts";
import { type Member, tarOf, zipOf } from "./archives.ts";

const SOURCE = "export const a = 1;\n";
const PATH = "day1-checksum/src/a.ts";
const day = DAYS[0];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wal-labs-intake-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function save(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

/** Hands the same members in as a zip, a tar and a gzipped tar. */
async function asArchives(members: readonly Member[]): Promise<string[]> {
  const tar = tarOf(members);
  return Promise.all([
    save("ada.zip", await zipOf(members)),
    save("ada.tar", tar),
    save("ada.tar.gz", gzipSync(tar)),
  ]);
}

async function readAll(members: readonly Member[], limits: Partial<Limits> = {}) {
  const options = { limits: { ...DEFAULT_LIMITS, ...limits } };
  const paths = await asArchives(members);
  return Promise.all(paths.map((path) => readSubmission(path, options)));
}

const good: Member = { path: `labs/${PATH}`, content: SOURCE };

describe("readSubmission", () => {
  test.each([
    ["the folder as handed out", `labs/${PATH}`],
    ["the days alone", PATH],
    ["a wrapping folder", `wal-labs-main/labs/${PATH}`],
    ["a wrapping folder without labs", `ada/${PATH}`],
  ])("takes source files from archives in the layout of %s", async (_, path) => {
    for (const submission of await readAll([{ path, content: SOURCE }])) {
      expect(submission).toMatchObject({ name: "ada", problems: [], ignored: [] });
      expect([...submission.files]).toEqual([[PATH, new TextEncoder().encode(SOURCE)]]);
    }
  });

  test("takes one day's src when the day is named", async () => {
    for (const path of await asArchives([{ path: "work/src/a.ts", content: SOURCE }])) {
      expect([...(await readSubmission(path, { day })).files.keys()]).toEqual([PATH]);
      expect((await readSubmission(path)).problems).toMatchObject([{ file: "" }]);
    }
  });

  test("takes source files from a folder, and a day's folder by its name", async () => {
    await save(`ada/labs/${PATH}`, SOURCE);
    expect([...(await readSubmission(join(folder, "ada"))).files.keys()]).toEqual([PATH]);
    const ofDay = await readSubmission(join(folder, "ada/labs/day1-checksum"));
    expect([...ofDay.files.keys()]).toEqual([PATH]);
  });

  test("ignores what comes from the course, and does not look into node_modules", async () => {
    const course = [
      "package.json",
      "labs/day1-checksum/tsconfig.json",
      ".npmrc",
      "labs/core/src/b.ts",
    ];
    const tests = ["labs/day1-checksum/test/a.test.ts", "labs/day1-checksum/vitest.config.ts"];
    const others = [...course, ...tests].map((path) => ({ path }));
    const skipped = { path: `node_modules/x/labs/${PATH}`, mode: 0o120777, type: "Link" } as const;
    for (const submission of await readAll([good, ...others, skipped])) {
      expect(submission).toMatchObject({ problems: [], ignored: [...course, ...tests] });
      expect(submission.files.size).toBe(1);
    }
  });

  test("takes the copy in labs when there are several", async () => {
    for (const submission of await readAll([{ path: `old/${PATH}`, content: "old" }, good])) {
      expect(submission.ignored).toEqual([`old/${PATH}`]);
      expect(submission.files.get(PATH)).toEqual(new TextEncoder().encode(SOURCE));
    }
  });
});

test("two submissions in one are refused, for either could be meant", async () => {
  const twins = ["ada", "bob"].map((name) => ({ path: `${name}/${PATH}`, content: SOURCE }));
  for (const { files, problems } of await readAll(twins)) {
    expect(problems).toEqual([{ file: "", message: expect.stringContaining("ada/ and bob/") }]);
    expect(files.size).toBe(0);
  }
});

describe("a refused entry", () => {
  test.each([
    ["climbs out", `labs/../../${PATH}`, "leads out"],
    ["is absolute", `/labs/${PATH}`, "absolute"],
    ["names a drive", `C:/labs/${PATH}`, "drive"],
    ["has backslashes", `labs\\${PATH}`, "backslash"],
    ["has a control character", "labs/day1-checksum/src/\u0007.ts", "no text"],
    ["has an empty name in it", "labs//day1-checksum/src/b.ts", "not plain"],
    ["ends a name oddly", "labs/day1-checksum /src/b.ts", "ends oddly"],
  ])("%s: it is named and the rest is taken", async (_, path, message) => {
    for (const { files, problems } of await readAll([good, { path, content: "x" }])) {
      expect(problems).toEqual([{ file: path, message: expect.stringContaining(message) }]);
      expect([...files.keys()]).toEqual([PATH]);
    }
  });

  test("has a NUL in its name", async () => {
    const path = await save(
      "ada.zip",
      await zipOf([good, { path: "labs/day1-checksum/src/\0.ts" }]),
    );
    expect((await readSubmission(path)).problems).toMatchObject([{ message: expect.any(String) }]);
  });

  test.each([
    ["a symbolic link", 0o120777, "SymbolicLink", "links"],
    ["a device or pipe", 0o010644, "FIFO", "regular"],
  ] as const)("is %s", async (_, mode, type, message) => {
    const path = "labs/day1-checksum/src/link.ts";
    for (const { files, problems } of await readAll([good, { path, mode, type }])) {
      expect(problems).toEqual([{ file: path, message: expect.stringContaining(message) }]);
      expect(files.size).toBe(1);
    }
  });

  test("is a hard link", async () => {
    const path = await save("ada.tar", tarOf([good, { path: `labs/${PATH}x.ts`, type: "Link" }]));
    expect((await readSubmission(path)).problems).toMatchObject([{ file: `labs/${PATH}x.ts` }]);
  });

  test("is a link in a folder, to a file or to a folder", async () => {
    await save(`ada/labs/${PATH}`, SOURCE);
    const secret = await save("secret/day2-replay/src/b.ts", SOURCE);
    await symlink(secret, join(folder, "ada/labs/day1-checksum/src/link.ts"));
    await symlink(join(folder, "secret/day2-replay"), join(folder, "ada/labs/day2-replay"));
    const { files, problems } = await readSubmission(join(folder, "ada"));
    expect(problems.map(({ file }) => file)).toEqual([
      "labs/day1-checksum/src/link.ts",
      "labs/day2-replay",
    ]);
    expect([...files.keys()]).toEqual([PATH]);
  });

  test("differs from another only in case, or is the same one again", async () => {
    const path = "labs/day1-checksum/src/A.ts";
    for (const { files, problems } of await readAll([good, { path }, good])) {
      expect(problems.map(({ file }) => file)).toEqual([path, good.path]);
      expect(files.size).toBe(1);
    }
  });

  test("is larger than a source file may be", async () => {
    const large = { path: "labs/day1-checksum/src/b.ts", content: "x".repeat(101) };
    for (const { files, problems } of await readAll([good, large], { fileSize: 100 })) {
      expect(problems).toMatchObject([{ file: large.path }]);
      expect(files.size).toBe(1);
    }
  });
});

describe("a refused submission", () => {
  const others = ["b", "c"].map((name) => ({
    path: `labs/day1-checksum/src/${name}.ts`,
    content: SOURCE,
  }));

  test.each([
    ["too many source files", { files: 2 }, "more than 2 source files"],
    ["too much source", { totalSize: 50 }, "larger than 50 bytes in all"],
    ["too many entries", { entries: 2 }, "more than 2 files and folders"],
    ["too large an archive", { archiveSize: 100 }, "larger than 100 bytes"],
  ])("has %s, and none of it is taken", async (_, limits, message) => {
    for (const { files, problems } of await readAll([good, ...others], limits)) {
      expect(problems).toEqual([{ file: "", message: expect.stringContaining(message) }]);
      expect(files.size).toBe(0);
    }
  });

  test("is a bomb: its bytes are counted as they unpack", async () => {
    const bomb = { path: good.path, content: Buffer.alloc(5_000_000) };
    const zip = await zipOf([bomb]);
    const lying = Buffer.from(zip);
    lying.writeUInt32LE(10, lying.indexOf("PK\u0001\u0002") + 24);
    for (const bytes of [zip, lying, gzipSync(tarOf([bomb]))]) {
      const limits = { ...DEFAULT_LIMITS, inflatedSize: 1_000_000 };
      const { files, problems } = await readSubmission(await save("bomb", bytes), { limits });
      expect(problems.length).toBeGreaterThan(0);
      expect(files.size).toBe(0);
    }
  });

  test.each([
    ["text", Buffer.from("hello")],
    ["nothing", Buffer.alloc(0)],
    ["a zip cut short", Buffer.from("PK\u0003\u0004 and so on")],
    ["a damaged gzip", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])],
    ["gzip in gzip", gzipSync(gzipSync(tarOf([good])))],
    ["a tar cut short", tarOf([good]).subarray(0, 520)],
    ["a tar with a bad checksum", tarOf([good]).fill("1", 100, 104)],
  ])("is %s", async (_, bytes) => {
    const { files, problems } = await readSubmission(await save("ada.zip", bytes));
    expect(problems.length).toBeGreaterThan(0);
    expect(files.size).toBe(0);
  });

  test("is not there, or has no source files", async () => {
    expect((await readSubmission(join(folder, "none.zip"))).problems).toHaveLength(1);
    expect((await readSubmission(folder)).problems).toMatchObject([{ file: "" }]);
  });
});

describe("materialise", () => {
  test("writes each source file at its path, and never over another", async () => {
    const submission = await readSubmission(await save("ada.zip", await zipOf([good])));
    await materialise(submission, join(folder, "out"));
    expect(await readFile(join(folder, "out", PATH), "utf8")).toBe(SOURCE);
    await expect(materialise(submission, join(folder, "out"))).rejects.toThrow("EEXIST");
  });
});

describe("a student's own tests", () => {
  const own = (name: string, content = "") => ({
    path: `labs/day1-checksum/tests/${name}`,
    content,
  });
  const taken = (names: readonly string[]) => names.map((name) => `day1-checksum/tests/${name}`);

  test("are taken beside the source files, helpers too", async () => {
    const data = own("data.json");
    for (const { files, ignored } of await readAll([own("a.test.ts"), own("b.ts"), good, data])) {
      expect([...files.keys()]).toEqual([PATH, ...taken(["a.test.ts", "b.ts"])]);
      expect(ignored).toEqual([data.path]);
    }
  });

  test("over their limits are left out, and cost no source file", async () => {
    const members = [own("a.ts", "1"), own("b.ts", "2".repeat(9)), own("c.ts", "3"), good];
    for (const limits of [{ tests: 1 }, { testsSize: 9 }]) {
      for (const { files, problems } of await readAll(members, limits)) {
        expect([...files.keys()]).toEqual([PATH, ...taken(["a.ts"])]);
        expect(problems).toEqual([{ file: "", message: expect.stringContaining("tests") }]);
      }
    }
  });

  test("do not decide which copy is meant", async () => {
    const [path] = await asArchives([
      { path: "tests/a.test.ts" },
      { ...good, path: `ada/${PATH}` },
    ]);
    expect([...(await readSubmission(path ?? "", { day })).files.keys()]).toEqual([PATH]);
  });

  test("alone are no submission", async () => {
    for (const { files, problems } of await readAll([own("a.test.ts")])) {
      expect(files.size).toBe(0);
      expect(problems).toMatchObject([{ file: "" }]);
    }
  });

  test("are not on disk where the submission is judged: no source file can import one", async () => {
    const [path] = await asArchives([good, own("a.test.ts")]);
    await materialise(await readSubmission(path ?? ""), join(folder, "out"));
    expect(await readdir(join(folder, "out/day1-checksum"))).toEqual(["src"]);
  });
});
