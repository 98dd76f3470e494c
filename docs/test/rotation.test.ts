import { type FileSystem, parseSegmentHeader, type SegmentHeader } from "@wal-labs/core";
import { SimDisk, tellStory } from "@wal-labs/core/sim";
import { SegmentedLog, type SegmentFindings, segmentCaseOf } from "@wal-labs/rotation";
import { describe, expect, test } from "vitest";
import { annotatedDump } from "../samples/annotated-dump.ts";
import { recordsIn } from "../samples/archived-segment.ts";
import { restored, shorten, writeFiveJobs } from "../samples/checkpointed-log.ts";
import { simpleRotationLoss } from "../samples/simple-rotation.ts";
import { inFixedWorld } from "./example.ts";
import { fenced, page, section, table } from "./pages.ts";

const SALTS = [0x5a17c0de, 0x1dea5eed, 0x0ddba115, 0x7ea5e1f5];
const DIRECTORY = "/jobs";
const KINDS = ["clean", "torn", "corrupt", "unreadable", "foreign", "newer"] as const;

const chapter = await page("chapters/day3-rotation.md");
const bytes = (text: string) => new TextEncoder().encode(text);

/** The disk that the chapter shows. Each new file gets the next salt. */
async function chapterDisk(): Promise<SimDisk> {
  const disk = new SimDisk();
  await inFixedWorld(() => writeFiveJobs(disk, DIRECTORY), SALTS);
  return disk;
}

function headerOf(file: Uint8Array): SegmentHeader {
  const parsed = parseSegmentHeader(file);
  if (parsed.kind !== "header") throw new Error(parsed.kind);
  return parsed.header;
}

/** Every combination of findings. */
function everyFinding(): SegmentFindings[] {
  return KINDS.flatMap((file) =>
    Array.from({ length: 2 ** 5 }, (_, bits) => {
      const [hasHeader, isLast, numberFollows, isSameLog, sequenceFollows] = [0, 1, 2, 3, 4].map(
        (bit) => (bits & (1 << bit)) !== 0,
      ) as [boolean, boolean, boolean, boolean, boolean];
      return { file, hasHeader, isLast, numberFollows, isSameLog, sequenceFollows };
    }),
  );
}

describe("day 3's first crash", () => {
  const shown = fenced(section(chapter, "Day 3: rotation, segments and checkpoints")).split("\n");

  test("is what the explorer finds, line by line, with lines left out", async () => {
    const { story } = await simpleRotationLoss();
    const told = tellStory(story).split("\n");
    let end = 0;
    for (const line of shown.filter((line) => line !== "")) {
      const place = told.indexOf(line, end);
      expect(place, line).toBeGreaterThanOrEqual(0);
      end = place + 1;
    }
    expect(story.steps).toEqual(["job-1", "job-2"]);
    expect(story.message).toContain("job-1");
  });
});

describe("day 3's bytes", () => {
  const text = section(chapter, "The bytes");

  test("the listing has the files and sizes that the sample writes", async () => {
    const disk = await chapterDisk();
    const listed = fenced(text).matchAll(/^(\S+) +(\d+) bytes/gm);
    const sizes = Array.from(listed, ([, name, size]) => [`${DIRECTORY}/${name}`, Number(size)]);
    const written = disk.filePaths().map((path) => [path, disk.readFile(path).length]);
    expect(sizes).toEqual(written);
  });

  test("the headers' fields are those of the files", async () => {
    const disk = await chapterDisk();
    const headers = [2, 3].map((number) =>
      headerOf(disk.readFile(`${DIRECTORY}/000000000000000${number}.wal`)),
    );
    const fields = headers.map((header) => [
      ...[header.segmentSizeLimit, header.segmentNumber, header.firstSequence].map(String),
      `${[...header.logId.subarray(0, 2)].map((byte) => byte.toString(16)).join(" ")} … af`,
      `0x${header.salt.toString(16).padStart(8, "0")}`,
    ]);
    expect(table(text).map(([, ...cells]) => cells)).toEqual(
      (fields[0] ?? []).map((field, index) => [field, fields[1]?.[index]]),
    );
  });

  test("the lines of the checkpoint are lines of its dump", async () => {
    const disk = await chapterDisk();
    const dump = annotatedDump(disk.readFile(`${DIRECTORY}/checkpoint`)).split("\n");
    const shown = [...chapter.matchAll(/^00\w\w {2}\w\w .*$/gm)].map(([line]) => line);
    expect(shown).toHaveLength(3);
    expect(dump).toEqual(expect.arrayContaining(shown));
  });

  test("the protocol of rotation is what the log does, call by call", async () => {
    const disk = new SimDisk();
    const log = await SegmentedLog.open(DIRECTORY, { fs: disk, segmentSize: 256, sync: "manual" });
    const job = (jobId: string) =>
      ({ type: "enqueue", jobId, payload: bytes('{"to":"ada"}') }) as const;
    for (const jobId of ["job-1", "job-2"]) await log.append(job(jobId));
    const before = disk.log.length;
    await log.append(job("job-3"));
    await log.sync();
    const done = disk.log
      .slice(before)
      .filter(({ operation: { kind } }) => !["open", "close"].includes(kind))
      .map(({ operation: { kind }, call }) => [kind, /(\d+) bytes/.exec(call)?.[1]]);
    const shown = fenced(section(chapter, "Rotation, call by call")).split("\n");
    const said = shown.map((line) => [line.split(/ +/)[2], /(\d+) bytes/.exec(line)?.[1]]);
    expect(done).toEqual(said);
  });
});

describe("day 3's table of cases", () => {
  test("names the cases of the solution, and no other", () => {
    const named = table(section(chapter, "Table of cases")).map(([, is]) => is);
    expect(new Set(named)).toEqual(new Set(everyFinding().map(segmentCaseOf)));
  });
});

describe("day 3's samples", () => {
  const jobs = (count: number) => Array.from({ length: count }, (_, index) => `job-${index + 1}`);

  test("a log that was shortened gives its state back", async () => {
    const disk = new SimDisk();
    const log = await writeFiveJobs(disk, DIRECTORY);
    const waiting = await restored(log);
    expect([...waiting]).toEqual(jobs(5));
    const removed = await shorten(log, waiting);
    expect(removed).toHaveLength(2);
    await log.append({ type: "ack", jobId: "job-1" });
    const after = disk.crash({ kind: "power", fates: "old" });
    const again = await SegmentedLog.open(DIRECTORY, { fs: after });
    expect([...(await restored(again))]).toEqual(jobs(5).slice(1));
  });

  test("an archived segment gives its records back", async () => {
    const disk = new SimDisk();
    await disk.mkdir("/archive");
    const first = await writeFiveJobs(disk, DIRECTORY);
    await first.close();
    const fs: FileSystem = disk;
    const log = await SegmentedLog.open(DIRECTORY, { fs, archive: "/archive" });
    const [name] = await log.clean();
    const entries = await recordsIn(fs, `/archive/${name}.gz`);
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });
});
