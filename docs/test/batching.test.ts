import { GroupCommitLog } from "@wal-labs/batching";
import { type FileHandle, parseFrame, SEGMENT_HEADER_SIZE, viewOf } from "@wal-labs/core";
import { SimDisk, type SyncFailureMode, tellStory } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { countClicks } from "../samples/background-sync.ts";
import { writeTogether } from "../samples/one-batch.ts";
import { type Cost, oneByOne, together, withoutGathering } from "../samples/ten-appenders.ts";
import { timedLoss } from "../samples/timed-log.ts";
import { fenced, page, section, table } from "./pages.ts";

const DIRECTORY = "/jobs";
const SEGMENT = `${DIRECTORY}/0000000000000001.wal`;

const chapter = await page("chapters/day5-batching.md");
const opening = section(chapter, "Day 5: group commit");
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (some: Uint8Array) => new TextDecoder().decode(some);

describe("day 5's number", () => {
  test("is what ten appenders cost, with each of the two logs", async () => {
    const cells = ({ syncs, seconds, perSecond }: Cost) => [
      syncs.toLocaleString("en-US"),
      String(seconds),
      perSecond.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    ];
    const rows = table(opening).map(([, ...row]) => row);
    expect(rows).toEqual([cells(await oneByOne()), cells(await together())]);
  });
});

describe("day 5's first prediction", () => {
  test("says how many syncs it takes when nobody gathers", async () => {
    const { syncs } = await withoutGathering();
    expect(section(chapter, "Predict before you code")).toContain(
      `\n1. ${syncs}. The first caller`,
    );
  });
});

describe("day 5's first crash", () => {
  test("is what the explorer finds, line by line, with lines left out", async () => {
    const told = tellStory((await timedLoss()).story).split("\n");
    let end = 0;
    const lines = [...opening.matchAll(/```text\n([\s\S]*?)\n```/g)].map(([, block = ""]) => block);
    for (const line of (lines[0] ?? "").split("\n")) {
      const place = told.indexOf(line, end);
      expect(place, line).toBeGreaterThanOrEqual(0);
      end = place + 1;
    }
  });
});

describe("day 5's bytes", async () => {
  const shown = section(chapter, "The bytes");
  const disk = new SimDisk();
  await writeTogether(disk, DIRECTORY);

  test("the calls are those of the sample", () => {
    const calls = disk.log.slice(-4).map(({ operation: { kind, size, offset } }) => {
      return kind === "write" ? `write ${size} bytes at ${offset}` : kind;
    });
    expect(fenced(shown).replaceAll(/ +/g, " ").split("\n")).toEqual(calls);
  });

  test("the records are those of the sample", () => {
    const view = viewOf(disk.readFile(SEGMENT));
    const rows: string[][] = [];
    for (let offset = SEGMENT_HEADER_SIZE; offset < view.byteLength; ) {
      const parsed = parseFrame(view, offset);
      if (parsed.kind !== "frame") throw new Error(parsed.kind);
      const { sequence, key, flags, syncedWatermark } = parsed.frame;
      rows.push([String(sequence), text(key), ...[offset, flags, syncedWatermark].map(String)]);
      offset += parsed.size;
    }
    expect(table(shown)).toEqual(rows);
  });
});

/** What a file of the simulated disk says, and would say after a power failure. */
async function afterFailedSync(mode: SyncFailureMode): Promise<string[]> {
  const disk = new SimDisk();
  disk.writeFile("/f", bytes("old"));
  const file = await disk.open("/f", "r+");
  await file.write(bytes("new"), 0, 3, 0);
  disk.inject({ kind: "datasync" }, { kind: "sync-failure", mode });
  const first = await outcomeOf(file);
  const read = `the ${text(disk.readFile("/f"))} bytes`;
  const onDisk = `the ${text(disk.durableFile("/f"))} bytes`;
  const second = await outcomeOf(file);
  const isProof = text(disk.durableFile("/f")) === "new";
  return [mode, first, onDisk, read, isProof ? second : `${second}, and proves nothing`];
}

function outcomeOf(file: FileHandle): Promise<string> {
  return file.datasync().then(
    () => "succeeds",
    () => "fails",
  );
}

describe("day 5's table of cases", () => {
  test("is what the simulated disk does", async () => {
    const rows = (["clean", "revert", "late"] as const).map(afterFailedSync);
    expect(table(section(chapter, "Table of cases"))).toEqual(await Promise.all(rows));
  });
});

describe("day 5's samples", () => {
  test("clicks are durable when counting has ended", async () => {
    const disk = new SimDisk();
    const clicks = (async function* () {
      for (const click of ["a", "b", "c"]) yield bytes(click);
    })();
    await countClicks(disk, DIRECTORY, clicks);
    const fs = disk.crash({ kind: "power", fates: "old" });
    const log = await GroupCommitLog.open(DIRECTORY, { fs, isAlive: () => false });
    expect(log.lastSequence).toBe(3);
  });
});
