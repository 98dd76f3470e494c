import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameAt, nameOf, put, segmentOf, twoSegments, withFlip } from "./forged-segments.ts";

const LAB = fileURLToPath(new URL("..", import.meta.url));
/** A process that compiles TypeScript takes its time on a busy machine. */
const SLOW_MS = 60_000;

const [first, second] = twoSegments();
const TORN = second.subarray(0, -5);
let root = "";
/** Four logs: whole, cut short, damaged, and none. */
const log = (name: string) => join(root, name);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "wal-command-"));
  const many = segmentOf(Array.from({ length: 5000 }, () => put("a")));
  await makeLog("clean", first, second);
  await makeLog("torn", first, TORN);
  await makeLog("corrupt", withFlip(first, frameAt(1) + 49), second);
  await makeLog("long", many);
  await makeLog("empty");
});

afterAll(() => rm(root, { recursive: true }));

async function makeLog(name: string, ...segments: readonly Uint8Array[]): Promise<void> {
  await mkdir(log(name));
  for (const [index, segment] of segments.entries()) {
    await writeFile(join(log(name), nameOf(index + 1)), segment);
  }
}

/** The bytes of each file of a log. */
async function contentsOf(name: string): Promise<Uint8Array[]> {
  const names = (await readdir(log(name))).sort();
  return Promise.all(
    names.map(async (file) => new Uint8Array(await readFile(join(log(name), file)))),
  );
}

/** Starts the command, as `npx wal` does. */
function start(...words: string[]): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "wal.ts", ...words], { cwd: LAB });
}

/** Everything that a process prints, and its exit code. */
async function end(child: ChildProcess) {
  const [output, errors]: [string[], string[]] = [[], []];
  child.stdout?.on("data", (chunk) => output.push(String(chunk)));
  child.stderr?.on("data", (chunk) => errors.push(String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output: output.join(""), errors: errors.join("") };
}

const wal = (...words: string[]) => end(start(...words));

describe("Exercises 5.6 to 5.8: the command wal (wal.ts is given)", { timeout: SLOW_MS }, () => {
  test("dump prints one JSON object a line", async () => {
    const { code, output } = await wal("dump", log("clean"), "--from", "2", "--type", "put");
    const records = output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(records.map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
    expect(code).toBe(0);
  });

  test("dump prints what comes before the damage", async () => {
    const { code, output, errors } = await wal("dump", log("corrupt"));
    expect(output.trimEnd().split("\n")).toHaveLength(1);
    expect([code, errors]).toEqual([2, expect.stringContaining(nameOf(1))]);
  });

  test("dump ends when nobody reads on", async () => {
    const child = start("dump", log("long"));
    child.stdout?.once("data", () => child.stdout?.destroy());
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(0);
  });

  test("dump --follow ends with 0 when it is interrupted", async () => {
    const child = start("dump", log("clean"), "--follow");
    child.stdout?.once("data", () => child.kill("SIGINT"));
    expect(await end(child)).toMatchObject({ code: 0, errors: "" });
  });

  test.for([
    ["clean", 0],
    ["torn", 1],
    ["corrupt", 2],
    ["empty", 3],
    ["missing", 3],
  ] as const)("validate of a log that is %s exits with %i", async ([name, expected]) => {
    const { code, output } = await wal("validate", log(name));
    expect(code).toBe(expected);
    expect(output.startsWith(`${name}: `)).toBe(expected < 3);
    if (name === "torn") expect(await contentsOf(name)).toEqual([first, TORN]);
  });

  test("a wrong argument is no damage", async () => {
    const { code, errors } = await wal("validate");
    expect([code, errors]).toEqual([3, expect.stringContaining("path")]);
  });

  test("stats prints JSON when asked", async () => {
    const { output } = await wal("stats", log("clean"), "--json");
    expect(JSON.parse(output)).toMatchObject({ records: 4, segments: 2 });
  });

  test("inspect colors nothing that goes to a pipe", async () => {
    const { output } = await wal("inspect", log("clean"), "--sequence", "3");
    expect(output).toContain("sequence            3");
    expect(output).not.toContain("\u001b");
  });
});
