import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CrashPlan, Random, SimDisk } from "../../src/sim/index.ts";

const SEED = 20262;
const NAMES = ["/a", "/b", "/c", "/d"];

interface Change {
  readonly kind: "write" | "truncate" | "recreate" | "rename" | "unlink";
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("write", "write", "write", "truncate", "recreate", "rename", "unlink"),
  name: fc.constantFrom(...NAMES),
  offset: fc.nat({ max: 1500 }),
  size: fc.integer({ min: 1, max: 1500 }),
});

/** Which bytes of which file no change has touched since the sync. */
class Untouched {
  readonly names = new Set(NAMES);
  readonly #bytes = new Map(NAMES.map((name) => [name, new Set(Array(2000).keys())]));

  touch(name: string, start: number, end: number): void {
    for (let index = start; index < end; index++) this.#bytes.get(name)?.delete(index);
  }

  bytesOf(name: string): Iterable<number> {
    return this.#bytes.get(name) ?? [];
  }
}

async function syncedDisk(): Promise<SimDisk> {
  const disk = new SimDisk();
  for (const [index, name] of NAMES.entries()) {
    const file = await disk.open(name, "w+");
    await file.write(new Random(index).bytes(1000), 0, 1000, 0);
    await file.sync();
    await file.close();
  }
  await (await disk.open("/", "r")).sync();
  return disk;
}

async function apply(disk: SimDisk, { kind, name, offset, size }: Change, left: Untouched) {
  const target = `${name}2`;
  if (kind === "write" || kind === "truncate") {
    const file = await disk.open(name, "r+");
    left.touch(name, offset, kind === "write" ? offset + size : 2000);
    if (kind === "truncate") await file.truncate(offset);
    else await file.write(new Random(size).bytes(size), 0, size, offset);
    return;
  }
  left.names.delete(name);
  if (kind === "unlink") await disk.unlink(name);
  if (kind === "rename") await disk.rename(name, target);
  if (kind === "recreate") {
    await disk.unlink(name);
    await disk.open(name, "wx+");
  }
}

function anyPlan(disk: SimDisk, seed: number): CrashPlan {
  const random = new Random(seed);
  const fates = disk.pendingUnits().map(({ kind }) => {
    const fate = (["new", "old", "garbage"] as const)[random.below(kind === "sector" ? 3 : 2)];
    return fate ?? "new";
  });
  return { kind: "power", fates, seed };
}

describe("a crash", () => {
  test(`damages nothing that was synced and not changed since (seed ${SEED})`, async () => {
    const holds = fc.asyncProperty(fc.array(change), fc.nat(), async (changes, seed) => {
      const [disk, left] = [await syncedDisk(), new Untouched()];
      for (const each of changes) await apply(disk, each, left).catch(ignoreAbsent);
      const after = disk.crash(anyPlan(disk, seed));
      for (const name of left.names) {
        const found = after.readFile(name);
        const expected = new Random(NAMES.indexOf(name)).bytes(1000);
        for (const index of left.bytesOf(name)) {
          if (index < 1000 && found[index] !== expected[index]) throw new Error(`${name}@${index}`);
        }
      }
    });
    await fc.assert(holds, { seed: SEED, numRuns: 200 });
  });

  test(`loses nothing when every unit survives (seed ${SEED})`, async () => {
    const holds = fc.asyncProperty(fc.array(change), async (changes) => {
      const disk = await syncedDisk();
      for (const each of changes) await apply(disk, each, new Untouched()).catch(ignoreAbsent);
      const after = disk.crash({ kind: "power", fates: "new" });
      expect(after.filePaths()).toEqual(disk.filePaths());
      for (const path of disk.filePaths()) {
        expect(Buffer.compare(after.readFile(path), disk.readFile(path))).toBe(0);
      }
    });
    await fc.assert(holds, { seed: SEED, numRuns: 200 });
  });

  test(`leaves a file that was renamed under exactly one name (seed ${SEED})`, async () => {
    const holds = fc.asyncProperty(fc.array(fc.boolean()), fc.nat(), async (reuses, seed) => {
      const disk = await syncedDisk();
      for (const [index, reuse] of reuses.entries()) {
        await disk.rename("/a", `/a${index}`).catch(ignoreAbsent);
        if (reuse) await disk.open("/a", "w+");
      }
      const after = disk.crash(anyPlan(disk, seed));
      const original = new Random(0).bytes(1000);
      const isOriginal = (path: string) => Buffer.compare(after.readFile(path), original) === 0;
      expect(after.filePaths().filter(isOriginal)).toHaveLength(1);
    });
    await fc.assert(holds, { seed: SEED, numRuns: 500 });
  });
});

function ignoreAbsent(error: unknown): void {
  expect(error).toMatchObject({ code: "ENOENT" });
}
