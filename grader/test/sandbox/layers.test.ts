import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { detectLayers, type LayerName } from "../../src/sandbox/index.ts";
import { submissionDirectory } from "../bundle/submission-directory.ts";
import { bundleOf, startSandbox } from "./student.ts";

const { list } = await detectLayers();
const isActive = (name: LayerName) => list.some((layer) => layer.name === name && !layer.inactive);

describe("layers", () => {
  test("each say what they stop, and why they are not there", () => {
    for (const { stops, inactive } of list) {
      expect(stops).toMatch(/\w/);
      expect(inactive).not.toBe("");
    }
  });

  test.for<LayerName[]>([
    [],
    ["bubblewrap"],
    ["bubblewrap", "resource-limits", "death-signal"],
    ["permissions"],
    list.map(({ name }) => name),
  ])("run a bundle without %j", async (disabledLayers) => {
    const sandbox = await startSandbox({ disabledLayers });
    const { one } = await sandbox.boot<{ one: number }>(await bundleOf("export const one = 1;"));
    expect(await one).toBe(1);
  });
});

/** What a hostile program prints before it is killed. */
async function printed(code: string, disabledLayers: LayerName[]): Promise<string> {
  const directory = await submissionDirectory({
    "evil.cjs": `
      process.stdout.write(Buffer.from([10,0,0,0, 1,0,0,0,0,0,0,0,0, 0]));
      const say = (x) => require("fs").writeSync(2, String(x) + "\\n");
      process.stdin.once("data", () => { ${code} });`,
  });
  const options = { program: join(directory, "evil.cjs"), callLimitMs: 300, disabledLayers };
  const sandbox = await startSandbox(options);
  await sandbox.settle().catch(() => {});
  return sandbox.output.trim();
}

const READ =
  "try { require('fs').readFileSync('/etc/hostname'); say('read') } catch (e) { say(e.code) }";
const SPAWN =
  "try { say(require('child_process').spawnSync('true').error?.code ?? 'ran') } catch (e) { say(e.code) }";
const CONNECT =
  "require('net').connect(9, '127.0.0.1').on('error', (e) => { say(e.code); process.exit() });";

describe.runIf(isActive("permissions"))("permissions alone", () => {
  test("deny files and processes", async () => {
    expect(await printed(READ, ["bubblewrap"])).toBe("ERR_ACCESS_DENIED");
    expect(await printed(SPAWN, ["bubblewrap"])).toBe("ERR_ACCESS_DENIED");
  });
});

describe.runIf(isActive("bubblewrap"))("bubblewrap alone", () => {
  test("has no files, no processes and no network", async () => {
    expect(await printed(READ, ["permissions"])).toBe("ENOENT");
    expect(await printed(SPAWN, ["permissions"])).toBe("ENOENT");
    expect(await printed(CONNECT, ["permissions"])).toMatch(/ENETUNREACH|ECONNREFUSED/);
  });
});

test("the environment is empty", async () => {
  const disabled: LayerName[] = ["bubblewrap"];
  expect(await printed("say(Object.keys(process.env).length)", disabled)).toBe("0");
});
