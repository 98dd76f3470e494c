import { join } from "node:path";
import { createContext, Script } from "node:vm";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { COURSE_ROOT } from "../../src/course/course.ts";

/** Globals that Node and every browser have, and no others. */
const BROWSER = { Uint8Array, DataView, TextEncoder, queueMicrotask, setTimeout };

async function runInBrowser(entry: string, expression: string): Promise<unknown> {
  const { outputFiles } = await build({
    entryPoints: [join(COURSE_ROOT, "labs/core/src", entry)],
    bundle: true,
    write: false,
    platform: "browser",
    format: "iife",
    globalName: "core",
  });
  const code = `${outputFiles[0]?.text}; ${expression}`;
  return new Script(code).runInContext(createContext({ ...BROWSER }));
}

describe("in a browser, without anything of Node's", () => {
  test("the codec encodes and parses", async () => {
    const frame = "{ type: 1, flags: 1, transactionId: 0, sequence: 1, timestampMs: 0,";
    const rest = "syncedWatermark: 0, key: new Uint8Array(3), value: new Uint8Array(5) }";
    const parsing = `core.parseFrame(core.viewOf(core.encodeFrame(${frame} ${rest})))`;
    expect(await runInBrowser("codec.ts", parsing)).toMatchObject({ kind: "frame", size: 56 });
  });

  test("the simulated disk loses power", async () => {
    const crashing = "new core.SimDisk().crash({ kind: 'power', fates: 'old' }).filePaths()";
    expect(await runInBrowser("sim/index.ts", crashing)).toHaveLength(0);
  });
});
