import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ProtocolError, Sandbox } from "../../src/sandbox/index.ts";
import { submissionDirectory } from "../bundle/submission-directory.ts";
import { bundleOf, startSandbox } from "./student.ts";

const READY = "process.stdout.write(Buffer.from([10,0,0,0, 1,0,0,0,0,0,0,0,0, 0]));";
const ON_INPUT = (code: string) => `${READY} process.stdin.once('data', () => { ${code} });`;

/** What a call comes to when a program sits in the place of the host. */
async function outcomeOf(program: string, options = {}): Promise<unknown> {
  const directory = await submissionDirectory({ "evil.cjs": program });
  const sandbox = await startSandbox({
    program: join(directory, "evil.cjs"),
    callLimitMs: 400,
    ...options,
  });
  return sandbox.settle().catch((error: unknown) => error);
}

const DEATHS = {
  "exits with 0": ["process.exit(0)", { code: "SANDBOX_DIED", exitCode: 0 }],
  "exits with 3": ["process.exit(3)", { code: "SANDBOX_DIED", exitCode: 3 }],
  aborts: ["process.abort()", { code: "SANDBOX_DIED", signal: "SIGABRT" }],
  "kills itself": ["process.kill(process.pid, 'SIGKILL')", { code: "SANDBOX_DIED" }],
  "stops itself": ["process.kill(process.pid, 'SIGSTOP')", { code: "SANDBOX_TIMEOUT" }],
  "never answers": ["", { code: "SANDBOX_TIMEOUT", limitMs: 400 }],
  "loops for ever": ["for (;;);", { code: "SANDBOX_TIMEOUT" }],
  "sends garbage": ["process.stdout.write('garbage, garbage')", { code: "SANDBOX_PROTOCOL" }],
  "announces a frame of 4 GB": [
    "process.stdout.write(Buffer.alloc(4, 255))",
    { code: "SANDBOX_PROTOCOL" },
  ],
  "prints without end": [
    "for (;;) require('fs').writeSync(2, 'x'.repeat(65536))",
    { code: "SANDBOX_OUTPUT" },
  ],
  "floods with frames that nobody waits for": [
    "for (;;) try { require('fs').writeSync(1, Buffer.from([10,0,0,0, 5,9,0,0,0,9,0,0,0, 0])) } catch {}",
    { code: "SANDBOX_TIMEOUT" },
  ],
  "closes its pipes": [
    "require('fs').closeSync(1); require('fs').closeSync(0); setInterval(() => {}, 1000)",
    { code: "SANDBOX_TIMEOUT" },
  ],
} as const;

describe("a process that", () => {
  test.for(Object.entries(DEATHS))("%s has a typed outcome", async ([, [code, outcome]]) => {
    expect(await outcomeOf(ON_INPUT(code))).toMatchObject(outcome);
  });

  test("sends garbage is told by class too", async () => {
    expect(await outcomeOf(ON_INPUT("process.stdout.write('garbage')"))).toBeInstanceOf(
      ProtocolError,
    );
  });

  test.for(["for (;;);", "process.exit(1);", ""])(
    "does not start fails in time: %s",
    async (program) => {
      const directory = await submissionDirectory({ "evil.cjs": program });
      const start = Sandbox.start({ program: join(directory, "evil.cjs"), startLimitMs: 500 });
      await expect(start).rejects.toMatchObject({ code: "SANDBOX_START" });
    },
  );
});

describe("a bundle that", () => {
  test("loops at its top level runs into the limit, and the next boot works", async () => {
    const sandbox = await startSandbox({ callLimitMs: 300, spare: true });
    const loop = await bundleOf("for (;;);");
    await expect(sandbox.boot(loop)).rejects.toMatchObject({ code: "SANDBOX_TIMEOUT" });
    const { fine } = await sandbox.boot<{ fine(): number }>(
      await bundleOf("export const fine = () => 1;"),
    );
    expect(await fine()).toBe(1);
  });

  test("has run into the limit three times is tried no more", async () => {
    const sandbox = await startSandbox({ callLimitMs: 100, spare: true });
    const loop = await bundleOf("for (;;);");
    for (const _ of [1, 2, 3]) {
      await expect(sandbox.boot(loop)).rejects.toMatchObject({ code: "SANDBOX_TIMEOUT" });
    }
    await expect(sandbox.boot(loop)).rejects.toMatchObject({ code: "SANDBOX_CIRCUIT_OPEN" });
  });

  test.for([
    ["heap", "const hoard: unknown[] = []; for (;;) hoard.push(new Array(1e5).fill({}));"],
    ["buffers", "const hoard: unknown[] = []; for (;;) hoard.push(Buffer.alloc(1e7, 1));"],
  ] as const)("fills the %s dies or is refused, and the next boot works", async ([, source]) => {
    const limits = { memoryBytes: 384 * 2 ** 20, heapMiB: 48, cpuSeconds: 60 };
    const sandbox = await startSandbox({ limits });
    await expect(sandbox.boot(await bundleOf(source))).rejects.toThrow();
    await expect(sandbox.boot(await bundleOf("export default 1;"))).resolves.toBeDefined();
  });

  test("waits for a disk that was crashed on purpose does not count as slow", async () => {
    const sandbox = await startSandbox({ callLimitMs: 150 });
    const bundle = await bundleOf("export const wait = () => new Promise(() => {});");
    const module = await sandbox.boot<{ wait(): Promise<void> }>(bundle);
    const { wait } = await sandbox.boot<{ wait(): Promise<void> }>(bundle);
    const pending = module.wait().catch(() => {});
    sandbox.release(module);
    await pending;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await expect(sandbox.settle()).resolves.toBeUndefined();
    expect(wait).toBeDefined();
  });
});
