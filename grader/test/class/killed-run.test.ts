import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { bugsOf } from "../../src/bugs/bugs.ts";
import { type PlantedBug, plant } from "../../src/bugs/planted-bug.ts";
import { COURSE_ROOT, DAYS, type Day } from "../../src/course/course.ts";
import { solutionTexts } from "../../src/self-check/assemble.ts";
import { temporaryFolder } from "./made-up.ts";
import { gradebookOf } from "./made-up-class.ts";

/** Each takes ten seconds, most of them to start: twenty are for `CLASS_KILLS=20 npx vitest run`. */
const KILLS = Number(process.env.CLASS_KILLS ?? 2);
const SAMPLES = ["does-not-compile"];
const VARIANTS = ["closures", "compact", "promise-chains"];
const DAY = DAYS[0] as Day;

/** What cannot be judged, what passes, and a solution with a planted bug. */
async function writeClass(folder: string): Promise<void> {
  for (const name of SAMPLES) {
    const source = join("labs", DAY.slug, "src");
    await cp(join(COURSE_ROOT, "grader/samples", name, source), join(folder, name, source), {
      recursive: true,
    });
  }
  // Enough for the last kill to find something that is not done yet.
  for (let index = 0; index < KILLS; index++) {
    const variant = VARIANTS[index % VARIANTS.length] as string;
    const source = join(COURSE_ROOT, "grader/variants", DAY.slug, variant, "src");
    const target = join(folder, `${variant}-${index}`, "labs", DAY.slug, "src");
    await cp(source, target, { recursive: true });
  }
  const bug = bugsOf(DAY)[0] as PlantedBug;
  for (const [file, content] of plant(bug, await solutionTexts(DAY))) {
    const path = join(folder, "unlucky/labs", DAY.slug, "src", file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

function start(folder: string, book: string): ChildProcess {
  const script = join(COURSE_ROOT, "grader/src/cli/grade.ts");
  const options = ["--lab", "1", "--jobs", "2", "--book", join(folder, book)];
  const args = ["--import", "tsx", script, "class", join(folder, "hand-ins"), ...options];
  const tsconfig = join(COURSE_ROOT, "grader/tsconfig.json");
  // What a killed run leaves of temporary files goes with the folder.
  const env = { ...process.env, TSX_TSCONFIG_PATH: tsconfig, TMPDIR: folder };
  return spawn(process.execPath, args, {
    cwd: COURSE_ROOT,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
}

async function finish(folder: string, book: string): Promise<void> {
  const child = start(folder, book);
  const [[code], errors] = await Promise.all([
    once(child, "exit"),
    text(child.stderr as NodeJS.ReadableStream & AsyncIterable<Uint8Array>),
  ]);
  expect(code, errors).toBe(0);
}

/** Bytes in a book's journal. */
async function journalSize(book: string): Promise<number> {
  const journal = join(book, "journal");
  const names = await readdir(journal).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(journal, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Resolves as soon as the journal has grown, or the run has ended. */
async function progress(child: ChildProcess, book: string): Promise<void> {
  const before = await journalSize(book);
  while (child.exitCode === null && (await journalSize(book)) <= before) await pause(10);
}

/** Everything in a folder, by path. */
async function contentsOf(folder: string): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const name of (await readdir(folder)).sort((a, b) => (a < b ? -1 : 1))) {
    contents.set(name, await readFile(join(folder, name), "utf8"));
  }
  return contents;
}

test(`a class run killed ${KILLS} times ends with the very gradebook of one that was not`, async () => {
  const folder = await temporaryFolder();
  await writeClass(join(folder, "hand-ins"));
  const killed = join(folder, "killed");
  const whole = finish(folder, "whole");
  let kills = 0;
  while (kills < KILLS) {
    const child = start(folder, "killed");
    const exit = once(child, "exit");
    // Now as a result is written, now anywhere: as it starts, or in the middle of a lab.
    if (kills % 2 === 0) await progress(child, killed);
    await pause(kills % 2 === 0 ? randomInt(20) : randomInt(9000));
    child.kill("SIGKILL");
    const [, signal] = await exit;
    expect(signal, "it was at work when it was killed").toBe("SIGKILL");
    kills += 1;
  }
  await whole;
  await finish(folder, "killed");
  expect(await gradebookOf(killed)).toBe(await gradebookOf(join(folder, "whole")));
  const [one, other] = [join(folder, "whole"), killed];
  expect(await readFile(join(other, "gradebook.csv"))).toEqual(
    await readFile(join(one, "gradebook.csv")),
  );
  expect(await contentsOf(join(other, "report"))).toEqual(await contentsOf(join(one, "report")));
}, 600_000);
