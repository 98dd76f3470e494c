import { SourceMap, type SourceMapPayload } from "node:module";
import { posix } from "node:path";
import {
  build,
  type Message,
  type OnResolveArgs,
  type OnResolveResult,
  type Plugin,
} from "esbuild";
import { DYNAMIC_IMPORTS } from "../bundle/bundle-submission.ts";
import { DAYS, type Day } from "../course/course.ts";
import type { Problem } from "../report/report.ts";
import { PART_OPTIONS, type ScriptPart } from "./script-part.ts";

/** A day's tests as one part of a script, or what keeps them from being run. */
export type TestBundle =
  | {
      readonly kind: "tests";
      readonly part: ScriptPart;
      /** The test files, in the order in which they run. */
      readonly files: readonly string[];
      /** Where a place in the part lies in the student's files, such as `tests/log.test.ts:12`. */
      whereOf(line: number, column: number): string | undefined;
    }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/** Bundles tests, given by paths such as `tests/log.test.ts`. Nothing of them runs. */
export async function bundleTests(
  texts: ReadonlyMap<string, string>,
  day: Day,
): Promise<TestBundle> {
  const files = [...texts.keys()].filter((path) => path.endsWith(".test.ts"));
  const loads = files.map((file) => `() => import(${JSON.stringify(`./${file}`)})`);
  try {
    const { outputFiles } = await build({
      ...PART_OPTIONS,
      stdin: { contents: `export const files = [${loads.join(", ")}];`, sourcefile: ENTRY },
      outfile: "tests.cjs",
      sourcemap: "external",
      logOverride: Object.fromEntries(DYNAMIC_IMPORTS.map((id) => [id, "error"])),
      sourcesContent: false,
      plugins: [testImports(texts, day)],
    });
    const textOf = (ending: string) =>
      outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    const part = { name: "tests", code: textOf(".cjs") };
    return { kind: "tests", part, files, whereOf: placesIn(textOf(".map"), texts) };
  } catch (error) {
    if (!(error instanceof Error && "errors" in error && Array.isArray(error.errors))) throw error;
    return { kind: "refused", problems: error.errors.map(problemFrom) };
  }
}

const ENTRY = "all-tests.ts";
const NAMESPACE = "tests";

/** The one place where the imports of tests are resolved. For safety there is the sandbox. */
function testImports(texts: ReadonlyMap<string, string>, day: Day): Plugin {
  return {
    name: "test-imports",
    setup(setup) {
      setup.onResolve({ filter: /.*/ }, (args) => resolve(args, texts, day));
      setup.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({
        contents: texts.get(path) ?? "",
        loader: "ts",
      }));
    },
  };
}

function resolve(
  { path, kind, importer, namespace }: OnResolveArgs,
  texts: ReadonlyMap<string, string>,
  day: Day,
): OnResolveResult {
  if (kind.startsWith("require")) return refused(path, "Use an import statement.");
  if (/^\.\.?\//.test(path)) {
    const from = namespace === NAMESPACE ? posix.dirname(importer) : ".";
    const wanted = posix.join(from, path);
    const found = [wanted, `${wanted}.ts`, wanted.replace(/\.js$/, ".ts")].find((each) =>
      texts.has(each),
    );
    if (found !== undefined) return { path: found, namespace: NAMESPACE };
    return refused(path, `Import ${day.packageName}: the tests meet other implementations of it.`);
  }
  const days = DAYS.filter(({ number }) => number <= day.number);
  const names = [
    "vitest",
    "@wal-labs/core",
    "@wal-labs/core/sim",
    ...days.map((each) => each.packageName),
  ];
  if (names.includes(path)) return { path, external: true };
  return refused(path, `Tests can import ${names.join(", ")} and files in tests/.`);
}

function refused(path: string, hint: string): OnResolveResult {
  return { errors: [{ text: `"${path}" cannot be imported.`, detail: hint }] };
}

function problemFrom({ text, location, detail }: Message): Problem {
  const file = location?.file.replace(/^tests:/, "");
  const where = location ? `${file}:${location.line}:${location.column + 1}` : "tests";
  return { where, message: text, ...(typeof detail === "string" && { hint: detail }) };
}

/** What comes from the process is believed only if it leads to a line that was handed in. */
function placesIn(sourceMap: string, texts: ReadonlyMap<string, string>) {
  const map = new SourceMap(JSON.parse(sourceMap) as SourceMapPayload);
  return (line: number, column: number): string | undefined => {
    const entry = map.findEntry(line - 1, column - 1);
    if (!("originalSource" in entry)) return undefined;
    const file = entry.originalSource.replace(/^tests:/, "");
    return texts.has(file) ? `${file}:${entry.originalLine + 1}` : undefined;
  };
}
