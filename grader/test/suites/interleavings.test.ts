import { describe, expect, test } from "vitest";
import { type InterleavingCheck, searchInterleavings } from "../../src/suites/interleavings.ts";
import { Luck } from "../../src/suites/luck.ts";
import { bundleOf, startSandbox } from "../sandbox/student.ts";

const SOURCE = `
  export async function add(fs) {
    const names = await fs.readdir("/");
    await fs.mkdir("/" + names.length);
    return names.length;
  }
  export const waits = () => new Promise(() => {});
`;

interface Program {
  add(fs: object): Promise<number>;
  waits(): Promise<void>;
}

async function search(run: InterleavingCheck<Program>["run"]): Promise<void> {
  const sandbox = await startSandbox({ callLimitMs: 500 });
  const processes = { workloads: Promise.resolve(sandbox), recoveries: Promise.resolve(sandbox) };
  const luck = new Luck("a program", 1);
  const machines = { processes, bundle: await bundleOf(SOURCE), invariant: undefined, luck };
  await searchInterleavings<Program>({ exhaustiveUpTo: 10, run }, machines);
}

describe("a search over the orders of a submission's operations", () => {
  test("passes what is right in each of them", async () => {
    let runs = 0;
    await search(async (start, disk) => {
      runs += 1;
      const { add } = await start();
      expect([await add(disk), await add(disk)]).toEqual([0, 1]);
    });
    expect(runs).toBe(1);
  });

  test("finds the order in which two calls disturb each other", async () => {
    const found = search(async (start, disk) => {
      const { add } = await start();
      await Promise.all([add(disk), add(disk)]);
    });
    await expect(found).rejects.toMatchObject({ message: expect.stringMatching(/EEXIST/) });
  });

  test("tells at once of a program that waits for ever", async () => {
    const found = search(async (start) => {
      await (await start()).waits();
    });
    await expect(found).rejects.toMatchObject({ message: expect.stringMatching(/^Deadlock/) });
  });
});
