import { LogFile } from "@wal-labs/checksum";
import { assertNoViolation, exploreCrashes, type Journal, SimDisk } from "@wal-labs/core/sim";
import { type Handler, replay } from "@wal-labs/replay";
import {
  publish,
  rotateSimply,
  segmentName,
  segmentNames,
  segmentNumber,
} from "@wal-labs/rotation";
import { describe, expect, test } from "vitest";
import { bytes, calls, codeOf, DIRECTORY, put, text } from "./forge.ts";

const LOG = "/jobs.wal";
const FILE = `${DIRECTORY}/file`;

/** Appends a put for each letter, and rotates after each. */
async function rotateAfterEach(disk: SimDisk, journal: Journal, letters: readonly string[]) {
  let log = await LogFile.open(LOG, { fs: disk });
  for (const letter of letters) {
    journal.attempt(letter);
    await log.append(put(letter));
    journal.acknowledge(letter);
    log = await rotateSimply(log, LOG, { fs: disk });
  }
}

/** Reads both files: each promised letter must be in one of them. */
async function findAll(disk: SimDisk, journal: Journal) {
  const found: string[] = [];
  for (const path of [`${LOG}.old`, LOG]) {
    const take: Handler = ({ record }) => {
      if (record.type === "put") found.push(text(record.key));
    };
    await replay(path, take, { fs: disk });
  }
  expect(found).toEqual(expect.arrayContaining(journal.acknowledged));
}

/** A disk with a file in the directory, and a half-written one that was to replace it. */
function diskWithOldFile(): SimDisk {
  const disk = new SimDisk();
  disk.writeFile(FILE, bytes("old"));
  disk.writeFile(`${FILE}.tmp`, bytes("what a crash has left over"));
  return disk;
}

async function publishNew(disk: SimDisk): Promise<void> {
  const handle = await publish(disk, FILE, [bytes("ne"), bytes("w")]);
  await handle.close();
}

describe("Exercise 3.1: simple rotation (src/simple-rotation.ts, chapter 3, Simple rotation)", () => {
  test("puts the old file aside and begins again with sequence 1", async () => {
    const disk = new SimDisk();
    const log = await LogFile.open(LOG, { fs: disk });
    await log.append(put("a"));
    const next = await rotateSimply(log, LOG, { fs: disk });
    expect(await next.append(put("b"))).toMatchObject({ sequence: 1 });
    expect(disk.filePaths()).toEqual([LOG, `${LOG}.old`]);
    expect(disk.openHandles).toBe(1);
  });

  test("loses a promised record, and the explorer finds how", async () => {
    const workload = rotateAfterEach;
    const report = await exploreCrashes({ steps: ["a", "b", "c"], workload, recover: findAll });
    expect(report.violation?.story.steps).toHaveLength(2);
  });
});

describe("Exercise 3.2: names (src/segment-name.ts, chapter 3, Names)", () => {
  test("sort as numbers do", () => {
    expect(segmentName(7)).toBe("0000000000000007.wal");
    expect(segmentName(9) < segmentName(10)).toBe(true);
  });

  test("give their number back", () => {
    for (const number of [1, 10, Number.MAX_SAFE_INTEGER]) {
      expect(segmentNumber(segmentName(number))).toBe(number);
    }
  });

  test("are no other names", () => {
    const others = ["0000000000000000.wal", "9999999999999999.wal", "7.wal", "checkpoint"];
    const beside = [".tmp", ".gz", ".tail-64-0badcafe"].map((end) => `${segmentName(7)}${end}`);
    for (const name of [...others, ...beside]) expect(segmentNumber(name)).toBeUndefined();
  });

  test("are found among others, oldest first", () => {
    const names = ["0000000000000010.wal", "notes.txt", "0000000000000009.wal", "checkpoint"];
    expect(segmentNames(names)).toEqual(["0000000000000009.wal", "0000000000000010.wal"]);
  });
});

describe("Exercise 3.3: publish (src/published-file.ts, src/segment-file.ts, chapter 3, Publish)", () => {
  test("syncs the new contents, then renames, then syncs the directory (O4)", async () => {
    const disk = diskWithOldFile();
    await publishNew(disk);
    const steps = calls(disk).map((call) => call.replace("datasync", "sync"));
    const order = ["sync file", "rename file", `sync ${DIRECTORY}`].map((step) =>
      steps.indexOf(step),
    );
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  test("leaves the old contents or the new, whenever the power fails", async () => {
    const workload = async (disk: SimDisk, journal: Journal) => {
      disk.writeFile(FILE, bytes("old"));
      await publishNew(disk);
      journal.acknowledge("new");
    };
    const recover = async (disk: SimDisk, { acknowledged }: Journal) => {
      const allowed = acknowledged.length > 0 ? ["new"] : ["new", "old"];
      expect(allowed).toContain(text(disk.readFile(FILE)));
    };
    assertNoViolation(await exploreCrashes({ workload, recover }));
  });

  test("does not mind what a crash has left over", async () => {
    const disk = diskWithOldFile();
    await publishNew(disk);
    expect(text(disk.readFile(FILE))).toBe("new");
    expect(disk.filePaths()).toEqual([FILE]);
  });

  test.for(["open", "write", "datasync", "rename", "sync"] as const)(
    "leaves nothing open when %s fails",
    async (kind) => {
      const disk = diskWithOldFile();
      disk.inject({ kind }, { kind: "error" });
      expect(await codeOf(publishNew(disk))).toBe("WAL_IO");
      expect(disk.openHandles).toBe(0);
    },
  );
});
