import { LogFile } from "@wal-labs/checksum";
import { SEAL_TYPE } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { describe, expect, test } from "vitest";
import { frame, header, joined, SEGMENT, seal } from "../../src/suites/forged-log.ts";
import { inspect } from "../../src/suites/inspect.ts";

describe("a forged log", () => {
  test("is one that the reference opens and goes on with", async () => {
    const disk = new SimDisk();
    disk.writeFile(
      "/log",
      joined(header(), frame({ sequence: 1 }), frame({ sequence: 2 }), seal(3)),
    );
    const log = await LogFile.open("/log", { fs: disk });
    expect(await log.append({ type: "ack", jobId: "1" })).toMatchObject({ sequence: 3 });
  });

  test("has the header and the fields it is given", () => {
    const bytes = joined(header({ firstSequence: 7 }), frame({ sequence: 7, flags: 0 }), seal(8));
    const { header: found, frames } = inspect(bytes);
    expect(found).toEqual({ ...SEGMENT, firstSequence: 7 });
    expect(frames).toMatchObject([
      { sequence: 7, flags: 0, syncedWatermark: 6 },
      { sequence: 8, type: SEAL_TYPE, syncedWatermark: 7 },
    ]);
  });

  test("has frames of another life, if told so", () => {
    const bytes = joined(header(), frame({ sequence: 1 }, 6));
    expect(inspect(bytes)).toMatchObject({ frames: [], tailSize: 48 });
  });
});
