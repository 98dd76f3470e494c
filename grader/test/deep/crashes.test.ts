import type { FileHandle, FileSystem } from "@wal-labs/core";
import { assertNoViolation, type CrashReport, exploreCrashes } from "@wal-labs/core/sim";
import { afterAll, describe, expect, test } from "vitest";
import { DEEP_WORKLOADS, INSIDE_RECOVERY, MANY_STATES } from "../../src/deep/deep-workloads.ts";
import type { DrivenLog } from "../../src/deep/driven-log.ts";
import { DRIVEN_LOGS } from "../../src/deep/driven-logs.ts";
import { explorationOf, type Step } from "../../src/deep/exploration.ts";

/** Explores more: `npm run check:deep`. */
const ONE_CRASH = { ...MANY_STATES, randomStates: 20, seed: 1 };
const TWO_CRASHES = { ...INSIDE_RECOVERY, randomStates: 0, seed: 1 };

describe("The reference, after any crash", () => {
  let distinctImages = 0;
  const count = (report: CrashReport): void => {
    assertNoViolation(report);
    distinctImages += report.distinctImages;
  };
  afterAll(() => console.log(`Recovered from ${distinctImages} distinct disks.`));

  test.each(DEEP_WORKLOADS)("keeps what it promised: $name", async ({ of }) => {
    const report = await exploreCrashes(explorationOf(of(1), ONE_CRASH));
    count(report);
  });

  test("keeps it when recovery is cut off, too", async () => {
    const steps: Step[] = [300, "sync", 700, 40];
    const workload = { log: DRIVEN_LOGS.records, sync: "manual", steps } as const;
    const report = await exploreCrashes(explorationOf(workload, TWO_CRASHES));
    count(report);
  });
});

describe("The search", () => {
  test.each([
    ["does not sync", broken({ datasync: async () => {} })],
    ["forgets the directory", broken({ sync: async () => {} })],
    ["does not cut the tail off", broken({ truncate: async () => {} })],
    ["hides its last record", hiding()],
  ])("finds a log that %s", async (_mistake, log) => {
    const workload = { log, sync: "manual", steps: [300, "sync", 700] } as const;
    const { violation } = await exploreCrashes(explorationOf(workload, ONE_CRASH));
    expect(violation?.replay).toBeDefined();
  });
});

/** The reference on a file system of which some calls do nothing. */
function broken(calls: Partial<FileHandle>): DrivenLog {
  const { recoverAndRead, startWriter } = DRIVEN_LOGS.records;
  return {
    recoverAndRead: (fs, path, chunkSize) => recoverAndRead(without(fs, calls), path, chunkSize),
    startWriter: (fs, path, sync) => startWriter(without(fs, calls), path, sync),
  };
}

function without(fs: FileSystem, calls: Partial<FileHandle>): FileSystem {
  const open: FileSystem["open"] = async (path, flags) => {
    const handle = await fs.open(path, flags);
    return new Proxy(handle, {
      get: (target, name) => {
        const call = name in calls ? Reflect.get(calls, name) : Reflect.get(target, name);
        return typeof call === "function" ? call.bind(target) : call;
      },
    });
  };
  return new Proxy(fs, {
    get: (target, name) => {
      if (name === "open") return open;
      const call = Reflect.get(target, name);
      return typeof call === "function" ? call.bind(target) : call;
    },
  });
}

function hiding(): DrivenLog {
  const { recoverAndRead, startWriter } = DRIVEN_LOGS.records;
  const read: DrivenLog["recoverAndRead"] = async (...where) =>
    (await recoverAndRead(...where)).slice(0, -1);
  return { recoverAndRead: read, startWriter };
}
