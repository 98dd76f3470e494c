import type { FileHandle } from "@wal-labs/core";
import { SimDisk } from "@wal-labs/core/sim";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { construct, Sandbox, StudentError } from "../../src/sandbox/index.ts";
import { bundleOf } from "./student.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start();
});
afterAll(() => sandbox.close());

async function boot<Module>(source: string, options = {}) {
  return sandbox.boot<Module>(await bundleOf(source), options);
}

describe("a stand-in", () => {
  interface Counter {
    count: number;
    add(step: number): number;
    self(): Counter;
    numbers(): AsyncIterable<number>;
    [Symbol.asyncDispose](): Promise<void>;
  }
  interface Module {
    LIMIT: { readonly size: number };
    Counter: (new (start: number) => Counter) & { open(start: number): Promise<Counter> };
    disposed: () => number;
  }
  const source = `
    let ends = 0;
    export const LIMIT = { size: 5 };
    export const disposed = () => ends;
    export class Counter {
      count: number;
      constructor(start: number) { this.count = start; }
      static async open(start: number) { return new Counter(start); }
      add(step: number) { this.count += step; return this.count; }
      self() { return this; }
      async *numbers() { yield 1; yield 2; }
      async [Symbol.asyncDispose]() { ends++; }
    }`;

  test("calls methods, reads properties and makes instances", async () => {
    const { Counter, LIMIT } = await boot<Module>(source);
    const counter = await Counter.open(1);
    expect(await counter.add(2)).toBe(3);
    expect(await counter.count).toBe(3);
    expect(await LIMIT.size).toBe(5);
    expect(await (await new Counter(7)).count).toBe(7);
    expect(await (await construct(Counter, 8)).add(1)).toBe(9);
  });

  test("is the same for the same object", async () => {
    const { Counter } = await boot<Module>(source);
    const counter = await Counter.open(1);
    expect(await counter.self()).toBe(counter);
  });

  test("is iterated and disposed of", async () => {
    const { Counter, disposed } = await boot<Module>(source);
    const seen: unknown[] = [];
    {
      await using counter = await Counter.open(1);
      for await (const number of counter.numbers()) seen.push(number);
    }
    expect(seen).toEqual([1, 2]);
    expect(await disposed()).toBe(1);
  });

  test("of another boot is refused as an argument", async () => {
    const one = await boot<{ echo(value: unknown): unknown; make(): { at(): void } }>(
      "export const echo = (x: unknown) => x; export const make = () => ({ at() {} });",
    );
    const other = await boot<{ echo(value: unknown): unknown }>(
      "export const echo = (x: any) => x;",
    );
    const value = await one.make();
    expect(await one.echo(value)).toBe(value);
    await expect(other.echo(value)).rejects.toThrow(TypeError);
  });
});

describe("a boot", () => {
  test("starts with the module's state anew", async () => {
    const bundle = await bundleOf("let calls = 0; export const call = () => ++calls;");
    for (const _ of [1, 2]) {
      const { call } = await sandbox.boot<{ call(): number }>(bundle);
      expect(await call()).toBe(1);
    }
  });

  test("rejects with what the top level throws", async () => {
    await expect(boot("throw new RangeError('at import')")).rejects.toMatchObject({
      name: "RangeError",
    });
  });

  test("that was released answers no more, and its calls reject at once", async () => {
    const module = await boot<{ wait(): Promise<void> }>(
      "export const wait = () => new Promise(() => {});",
    );
    const pending = module.wait();
    sandbox.release(module);
    await expect(pending).rejects.toMatchObject({ code: "SANDBOX_RELEASED" });
    await expect(module.wait()).rejects.toMatchObject({ code: "SANDBOX_RELEASED" });
  });

  test("has random numbers that its seed decides", async () => {
    const bundle = await bundleOf(
      "export const draw = () => [...crypto.getRandomValues(new Uint8Array(8)), crypto.randomUUID(), Math.random()];",
    );
    const draw = async (seed: number) =>
      (await sandbox.boot<{ draw(): unknown[] }>(bundle, { seed })).draw();
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });
});

describe("an error of the student's", () => {
  const source = `
    import { WalError } from "@wal-labs/core";
    class TornError extends WalError { override readonly name = "TornError"; offset = 7; }
    export async function outer(fs?: any) { await inner(fs); }
    async function inner(fs?: any) {
      if (fs) await fs.open("/absent", "r");
      throw new TornError("WAL_CORRUPTED", "torn", { cause: new Error("below") });
    }`;

  test("has its name, code, fields, cause and a stack in its own files", async () => {
    const { outer } = await boot<{ outer(): Promise<void> }>(source);
    const error = await outer().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StudentError);
    expect(error).toMatchObject({ name: "TornError", code: "WAL_CORRUPTED", offset: 7 });
    expect(error).toHaveProperty("cause.message", "below");
    expect(error).toHaveProperty("fields.offset", 7);
    const { stack } = error as StudentError;
    expect(stack).toBe(
      "TornError: torn\n    at inner (src/index.ts:7)\n    at outer (src/index.ts:4)",
    );
  });

  test("that the disk injected shows the async frames of the student", async () => {
    const { outer } = await boot<{ outer(fs: SimDisk): Promise<void> }>(source);
    const error = await outer(new SimDisk()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "ENOENT" });
    expect((error as StudentError).stack).toMatch(/async inner \(src\/index.ts:6\)/);
  });

  test("that a callback threw comes back as the same object", async () => {
    const { replay } = await boot<{ replay(handler: () => void): Promise<void> }>(
      "export const replay = async (handler: () => Promise<void>) => { await handler(); };",
    );
    const boom = new Error("boom");
    const handler = () => {
      throw boom;
    };
    await expect(replay(handler)).rejects.toBe(boom);
  });

  test("that nothing handles is a fault, and the process goes on", async () => {
    const { leak } = await boot<{ leak(): number }>(
      "export const leak = () => { void Promise.reject(new Error('unseen')); return 1; };",
    );
    expect(await leak()).toBe(1);
    await sandbox.settle();
    expect(sandbox.takeFaults()).toMatchObject([{ message: "unseen" }]);
  });

  test.for(["process.exit(0)", "globalThis.process.exit(0)"])("is what %s is", async (source) => {
    const { leave } = await boot<{ leave(): void }>(`export const leave = () => { ${source}; };`);
    await expect(leave()).rejects.toThrow("does not exist");
  });
});

describe("disks", () => {
  const source = `
    import { nodeFs } from "@wal-labs/core";
    export async function put(path: string, text: string, { fs = nodeFs } = {}) {
      const handle = await fs.open(path, "w+");
      const bytes = new TextEncoder().encode(text);
      await handle.write(bytes, 0, bytes.length, 0);
      await handle.close();
    }`;
  type Module = { put(path: string, text: string, options?: { fs: SimDisk }): Promise<void> };

  test("two at a time stay apart, and nodeFs is the disk of the boot", async () => {
    const [own, one, two] = [new SimDisk(), new SimDisk(), new SimDisk()];
    const { put } = await boot<Module>(source, { disk: own });
    await Promise.all([put("/a", "1", { fs: one }), put("/b", "2", { fs: two }), put("/c", "3")]);
    expect(await one.readdir("/")).toEqual(["a"]);
    expect(await two.readdir("/")).toEqual(["b"]);
    expect(await own.readdir("/")).toEqual(["c"]);
  });

  test("hands over one open file, and nothing else of itself", async () => {
    const disk = new SimDisk();
    disk.writeFile("/file", Uint8Array.of(1, 2, 3));
    const handle = await disk.open("/file", "r+");
    const { first } = await boot<{
      first: (handle: FileHandle) => Promise<[number, FileHandle]>;
    }>(`
      export async function first(handle) {
        const buffer = new Uint8Array(2);
        await handle.read(buffer, 1, 1, 0);
        await handle.close();
        return [buffer[1], handle];
      }`);
    const [byte, returned] = await first(handle);
    expect(byte).toBe(1);
    expect(returned).toBe(handle);
    expect(disk.openHandles).toBe(0);
  });

  test("there is none behind nodeFs unless the boot was given one", async () => {
    const { put } = await boot<Module>(source);
    await expect(put("/a", "1")).rejects.toMatchObject({ code: "ENODEV" });
  });
});

describe("time", () => {
  const source = `
    export const now = () => Date.now();
    export const made = () => new Date().getTime();
    export const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms)).then(() => Date.now());
    let ticks = 0;
    export const tick = () => { const t = setInterval(() => { if (++ticks === 3) clearInterval(t); }, 10); };
    export const count = () => ticks;`;
  type Module = {
    now(): number;
    made(): number;
    sleep(ms: number): Promise<number>;
    tick(): void;
    count(): number;
  };

  test("stands still until the disk's clock moves", async () => {
    const disk = new SimDisk();
    const { now, made, sleep } = await boot<Module>(source, { disk });
    expect(await now()).toBe(Math.floor(disk.clock.now()));
    const asleep = sleep(3_600_000);
    await sandbox.settle();
    expect(disk.clock.pendingTimers).toBe(1);
    await disk.clock.advance(3_600_000, () => sandbox.settle());
    expect(await asleep).toBe(await made());
    expect(disk.clock.pendingTimers).toBe(0);
  });

  test("fires intervals until they are cleared", async () => {
    const disk = new SimDisk();
    const { tick, count } = await boot<Module>(source, { disk });
    await tick();
    await sandbox.settle();
    await disk.clock.advance(1000, () => sandbox.settle());
    expect(await count()).toBe(3);
    expect(disk.clock.pendingTimers).toBe(0);
  });

  test("of a signal: aborting it here aborts it there", async () => {
    const { wait } = await boot<{ wait(signal: AbortSignal): Promise<string> }>(
      "export const wait = (s: any) => new Promise((r) => s.addEventListener('abort', () => r('aborted')));",
    );
    const controller = new AbortController();
    const waiting = wait(controller.signal);
    await sandbox.settle();
    controller.abort();
    expect(await waiting).toBe("aborted");
  });
});

test("what the student prints is kept apart", async () => {
  const { shout } = await boot<{ shout(): void }>(
    "export const shout = () => console.log('hi', { a: 1 });",
  );
  await shout();
  await expect.poll(() => sandbox.output).toBe("hi { a: 1 }\n");
});
