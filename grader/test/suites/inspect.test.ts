import { LogFile } from "@wal-labs/checksum";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { inspect } from "../../src/suites/inspect.ts";

async function logOf(count: number): Promise<Uint8Array> {
  const disk = new SimDisk();
  const log = await LogFile.open("/log", { fs: disk });
  for (let index = 0; index < count; index++) await log.append({ type: "ack", jobId: `${index}` });
  return disk.readFile("/log");
}

describe("the judge's own eyes", () => {
  test("see each whole frame, and where it lies", async () => {
    const { frames, tailSize } = inspect(await logOf(3));
    expect(frames.map(({ sequence, offset }) => [sequence, offset])).toEqual([
      [1, 64],
      [2, 120],
      [3, 176],
    ]);
    expect(tailSize).toBe(0);
  });

  test("stop at the first frame that does not verify", async () => {
    const file = await logOf(3);
    file[168] = 0; // the key
    expect(inspect(file)).toMatchObject({ frames: [{ sequence: 1 }], tailSize: 112 });
  });

  test("see nothing behind a damaged header", async () => {
    const file = await logOf(1);
    file[50] = 1;
    expect(inspect(file)).toEqual({ frames: [], tailSize: file.length });
  });
});
