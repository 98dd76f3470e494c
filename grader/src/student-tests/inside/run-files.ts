import { type File, startTests, type VitestRunner, type VitestRunnerConfig } from "@vitest/runner";
import { getTests, hasFailed } from "@vitest/runner/utils";
import { beginCounting, checkCount, expect } from "./expect.ts";

/** A test's place in the script of the tests: line and column, both from 1; 0 where unknown. */
export type Place = readonly [line: number, column: number];

/** What a run found, as plain data. */
export interface RunFacts {
  /** Tests that ran. */
  readonly tests: number;
  /** Of the tests that failed, in their order. */
  readonly failed: readonly Place[];
  /** Indexes of the files that failed as a whole: they throw when loaded, or in a hook. */
  readonly broken: readonly number[];
}

const CONFIG: VitestRunnerConfig = {
  root: "/",
  setupFiles: [],
  name: undefined,
  passWithNoTests: true,
  testNamePattern: undefined,
  allowOnly: true,
  sequence: { seed: 1, hooks: "stack", setupFiles: "list" },
  chaiConfig: undefined,
  maxConcurrency: 5,
  testTimeout: 5000,
  hookTimeout: 10_000,
  retry: 0,
  includeTaskLocation: false,
  tags: [],
  tagsFilter: undefined,
  strictTags: true,
};

const FAILED: RunFacts = { tests: 0, failed: [[0, 0]], broken: [] };

/** Runs test files as vitest does. With `bail`, is done as soon as anything failed. */
export function runFiles(load: readonly (() => unknown)[], bail: boolean): Promise<RunFacts> {
  const places = new Map<object, Place>();
  return new Promise((resolve, reject) => {
    const runner: VitestRunner = {
      config: CONFIG,
      importFile: (path) => load[Number(path.slice(1))]?.(),
      extendTaskContext(context) {
        // Called where the test is defined, so that the stack leads there.
        places.set(context.task, placeIn(new Error().stack));
        return Object.defineProperty(context, "expect", { value: expect });
      },
      onBeforeTryTask: beginCounting,
      onAfterTryTask: checkCount,
      onAfterRunTask(test) {
        if (bail && test.result?.state === "fail") resolve(FAILED);
      },
    };
    const paths = load.map((_, index) => `/${index}`);
    startTests(paths, runner)
      .then((files) => resolve(factsOf(files, places)))
      .catch(reject);
  });
}

function factsOf(files: readonly File[], places: ReadonlyMap<object, Place>): RunFacts {
  const ran = getTests([...files]).filter(({ mode }) => mode === "run");
  const failed = ran.filter(({ result }) => result?.state === "fail");
  const isBroken = (file: File) => hasFailed(file) && !failed.some((test) => test.file === file);
  return {
    tests: ran.length,
    failed: failed.map((test) => places.get(test) ?? [0, 0]),
    broken: files.flatMap((file, index) => (isBroken(file) ? [index] : [])),
  };
}

function placeIn(stack = ""): Place {
  const [, line, column] = /at tests:(\d+):(\d+)/.exec(stack) ?? [];
  return [Number(line ?? 0), Number(column ?? 0)];
}
