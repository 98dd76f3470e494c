import { execFile } from "node:child_process";
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import yauzl from "yauzl";
import { COURSE_ROOT, DAYS, filesIn } from "../../src/course/course.ts";
import { courseHash } from "../../src/course/course-hash.ts";
import { buildAutograder } from "../../src/handout/gradescope/build-autograder.ts";
import { HandoutError } from "../../src/handout/handout-error.ts";
import { gradescopeSchema, type PublishedResults } from "../formats/gradescope-schema.ts";

const run = promisify(execFile);
const EXECUTABLE = 0o111;
let folder: string;
/** What Gradescope calls `/autograder`. */
let root: string;
/** Of the course that it was built from. */
let hash: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wal-labs-autograder-test-"));
  root = join(folder, "autograder");
  const zip = join(folder, "autograder.zip");
  hash = await courseHash();
  await buildAutograder(zip, { day: DAYS[0] });
  await unzip(zip, join(root, "source"));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** With the modes in the archive, as `unzip` does. */
async function unzip(file: string, into: string): Promise<void> {
  const zip = await yauzl.fromBufferPromise(await readFile(file), { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    const path = join(into, entry.fileName);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, await buffer(await zip.openReadStreamPromise(entry)));
    await chmod(path, (entry.externalFileAttributes >>> 16) & 0o777);
  }
}

/** A program for the scripts to find in place of the real one. */
async function stand(name: string, lines: string): Promise<void> {
  await mkdir(join(folder, "bin"), { recursive: true });
  await writeFile(join(folder, "bin", name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
}

function withStandIns(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${join(folder, "bin")}:${process.env.PATH}` };
}

describe("the zip of a Gradescope autograder", () => {
  test("has both scripts at its root, and they can be run", async () => {
    for (const name of ["setup.sh", "run_autograder"]) {
      const { mode } = await stat(join(root, "source", name));
      expect(mode & EXECUTABLE).toBe(EXECUTABLE);
      await run("bash", ["-n", join(root, "source", name)]);
    }
    expect(await readFile(join(root, "source/day"), "utf8")).toBe("1\n");
  });

  test("holds what grading needs, and nothing that tools made or that only we need", async () => {
    const files = await filesIn(join(root, "source"));
    expect(files).toEqual(
      expect.arrayContaining([
        ...["grader/policy.json", "labs/core/src/index.ts", "solutions/day1-checksum/src/index.ts"],
        ...["grader/src/cli/grade.ts", "grader/src/suites/check.ts"],
      ]),
    );
    expect(files.filter((path) => /node_modules|\.turbo|^docs|^grader\/test/.test(path))).toEqual(
      [],
    );
  });

  test("has a lockfile that fits its manifests", { timeout: 60_000 }, async () => {
    const listing = ["ls", "--package-lock-only", "--all", "--json"];
    const { stdout } = await run("npm", listing, {
      cwd: join(root, "source"),
      maxBuffer: 2 ** 26,
    });
    expect(stdout).not.toContain('"problems"');
    expect(Object.keys(JSON.parse(stdout).dependencies)).toContain("@wal-labs/grader");
  });

  test("is never put in place of another, unless by force", async () => {
    await expect(buildAutograder(join(folder, "autograder.zip"))).rejects.toThrow(HandoutError);
  });
});

describe("setup.sh", () => {
  test("installs what the lockfile says, and nothing that is there already", async () => {
    await stand("bwrap", "exit 0");
    await stand("npm", `echo "npm $*" > "${join(folder, "called")}"`);
    await run("bash", [join(root, "source/setup.sh")], { env: withStandIns() });
    expect(await readFile(join(folder, "called"), "utf8")).toBe("npm ci --no-audit --no-fund\n");
  });

  test("stops when the archive of Node is not the one that its site lists", async () => {
    await stand("node", "exit 1");
    await stand(
      "curl",
      `case "$*" in
  *SHASUMS*) echo "${"0".repeat(64)}  node-v22.1.0-linux-$(uname -m | sed s/x86_64/x64/).tar.gz" ;;
  *) echo another ;;
esac > "$(eval echo "\\$$#")"`,
    );
    const failing = run("bash", [join(root, "source/setup.sh")], { env: withStandIns() });
    await expect(failing).rejects.toThrow(/did NOT match/);
    await rm(join(folder, "bin"), { recursive: true });
  });
});

describe("run_autograder", () => {
  const results = () => join(root, "results/results.json");

  beforeAll(async () => {
    await mkdir(join(root, "results"));
    await copyFile(join(root, "source/run_autograder"), join(root, "run_autograder"));
    await cp(join(COURSE_ROOT, "grader/samples/honest-half"), join(root, "submission"), {
      recursive: true,
    });
    await writeFile(join(root, "submission_metadata.json"), JSON.stringify(METADATA));
  });

  const METADATA = {
    created_at: "2026-11-29T12:00:00.365935+00:00",
    assignment: { due_date: "2099-11-30T23:00:00.000000-07:00", late_due_date: null },
    users: [{ email: "anna@example.com", id: 1, name: "Anna" }],
    previous_submissions: [],
  };

  test("leaves no results when the grader cannot start, and says so", async () => {
    await stand("npm", "exit 3");
    const failing = run(join(root, "run_autograder"), { env: withStandIns() });
    await expect(failing).rejects.toMatchObject({ code: 3 });
    await expect(stat(results())).rejects.toThrow("ENOENT");
    await rm(join(folder, "bin"), { recursive: true });
  });

  test("grades as the course itself does, into what Gradescope reads", {
    timeout: 600_000,
  }, async () => {
    await installed();
    await run(join(root, "run_autograder"), { maxBuffer: 2 ** 26 });
    const published = gradescopeSchema.parse(JSON.parse(await readFile(results(), "utf8")));
    const tests = published.tests ?? [];
    expect(tests.find(({ name }) => name === "1.1-fields")).toMatchObject({ status: "passed" });
    expect(sumOf(tests)).toBeGreaterThan(0);
    expect(new Set(tests.map(({ visibility }) => visibility))).toEqual(
      new Set(["visible", "after_due_date"]),
    );
    expect(published.extra_data).toMatchObject({ course: hash });
  });

  /** As `npm ci` would leave it; links within it lead to the copy of the course. */
  async function installed(): Promise<void> {
    await Promise.all(
      ["node_modules", "grader/node_modules"].map(async (path) => {
        const [from, to] = [join(COURSE_ROOT, path), join(root, "source", path)];
        const exists = await stat(from).catch(() => undefined);
        if (!exists) return;
        await run("cp", ["-al", from, to]).catch(() => run("cp", ["-a", from, to]));
      }),
    );
  }
});

function sumOf(tests: PublishedResults["tests"] = []): number {
  return tests.reduce((sum, { score = 0 }) => sum + score, 0);
}
