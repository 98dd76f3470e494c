import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, test } from "vitest";
import { type FileHandle, type FileSystem, nodeFs, type OpenFlag } from "../../src/index.ts";
import { SimDisk } from "../../src/sim/index.ts";

const SEED = 20261;
const PATHS = ["/a", "/b", "/d", "/d/a", "/d/b", "/none/a", "/a/b"];
const FLAGS: readonly OpenFlag[] = ["r", "r+", "w+", "wx+", "a+"];

type Call = (fs: FileSystem, root: string, handles: FileHandle[]) => Promise<unknown>;

const path = fc.constantFrom(...PATHS);
const size = fc.integer({ min: 1, max: 1500 });
const position = fc.option(fc.integer({ min: 0, max: 1200 }));

function onPath(make: (...at: string[]) => (fs: FileSystem) => Promise<unknown>) {
  return path.map(
    (given): Call =>
      (fs, root) =>
        make(root + given)(fs),
  );
}

function onHandle(make: (handle: FileHandle) => Promise<unknown>, slot: number): Call {
  return async (_fs, _root, handles) => {
    const handle = handles[slot % Math.max(1, handles.length)];
    return handle && (await make(handle));
  };
}

const slot = fc.nat({ max: 5 });
const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(path, fc.constantFrom(...FLAGS)).map(
    ([given, flag]): Call =>
      async (fs, root, handles) => {
        handles.push(await fs.open(root + given, flag));
      },
  ),
  fc.tuple(slot, size, position, fc.nat({ max: 255 })).map(([at, length, where, fill]) =>
    onHandle(async (handle) => {
      const bytes = new Uint8Array(length + 3).fill(fill);
      return (await handle.write(bytes, 3, length, where)).bytesWritten;
    }, at),
  ),
  fc.tuple(slot, size, position).map(([at, length, where]) =>
    onHandle(async (handle) => {
      const bytes = new Uint8Array(length + 3);
      const { bytesRead } = await handle.read(bytes, 3, length, where);
      return [bytesRead, ...bytes];
    }, at),
  ),
  fc.tuple(slot, size).map(([at, length]) => onHandle((handle) => handle.truncate(length), at)),
  slot.map((at) => onHandle(async (handle) => sizeOf(await handle.stat()), at)),
  slot.map((at) => onHandle((handle) => handle.close(), at)),
  slot.map((at) => onHandle((handle) => handle.datasync(), at)),
  onPath((at) => async (fs) => sizeOf(await fs.stat(at ?? ""))),
  onPath((at) => async (fs) => (await fs.readdir(at ?? "")).toSorted()),
  onPath((at) => (fs) => fs.unlink(at ?? "")),
  onPath((at) => (fs) => fs.mkdir(at ?? "")),
  fc
    .constantFrom<[string, string]>(
      ["/a", "/b"],
      ["/b", "/a"],
      ["/d/a", "/d/b"],
      ["/a", "/d"],
      ["/d", "/b"],
    )
    .map(
      ([from, to]): Call =>
        (fs, root) =>
          fs.rename(root + from, root + to),
    ),
);

function sizeOf(stat: { size: number; isFile(): boolean }): number | "directory" {
  return stat.isFile() ? stat.size : "directory";
}

/** What a program can see of a call: its result or its error. Node says "file closed" for EBADF. */
async function outcomeOf(perform: () => Promise<unknown>, root: string): Promise<string> {
  try {
    return JSON.stringify((await perform()) ?? "done");
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    return `${code} ${syscall} ${code === "EBADF" ? "" : message.replaceAll(root, "")}`;
  }
}

const directories: string[] = [];
afterAll(() => Promise.all(directories.map((root) => rm(root, { recursive: true }))));

describe("a simulated disk that never crashes", () => {
  test.runIf(process.platform === "linux")(
    `does what a real file system does, call for call (seed ${SEED})`,
    async () => {
      const sameOnBoth = fc.asyncProperty(
        fc.array(call, { maxLength: 40, size: "max" }),
        async (calls) => {
          const root = await mkdtemp(join(tmpdir(), "sim-disk-"));
          directories.push(root);
          const [disk, real, simulated] = [new SimDisk(), [] as FileHandle[], [] as FileHandle[]];
          for (const [index, perform] of calls.entries()) {
            const expected = await outcomeOf(() => perform(nodeFs, root, real), root);
            const actual = await outcomeOf(() => perform(disk, "", simulated), "");
            if (actual !== expected)
              throw new Error(`call ${index}: ${actual}, on Node ${expected}`);
          }
          await Promise.all(real.map((handle) => handle.close()));
        },
      );
      await fc.assert(sameOnBoth, { seed: SEED, numRuns: 200 });
    },
  );
});
