import { realpath } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { type BuildOptions, type BuildResult, build, type Message } from "esbuild";
import { importPolicy } from "./import-policy.ts";
import { CORE_DIRECTORY, type Foundation } from "./resolver.ts";
import { REFERENCE } from "./stack-frames.ts";

/** What to bundle. */
export interface Submission {
  /** The directory of the package: it holds `src/index.ts`. */
  readonly directory: string;
  /** The day it is a solution of. */
  readonly day: number;
  /** What earlier days lead to; the reference by default. */
  readonly foundation?: Foundation;
}

/** A submission and all it imports, as one script that a sandbox can boot. */
export interface Bundle {
  readonly kind: "bundle";
  /** CommonJS without a single `require`. */
  readonly code: string;
  /** Stays on the trusted side. Its sources are called as a student knows them. */
  readonly sourceMap: string;
  /** The submission's own files in it, relative to its directory, with `/`. */
  readonly files: readonly string[];
}

/** An import or a piece of syntax that keeps a submission from being run. */
export interface BundleProblem {
  /** Relative to the submission; empty where no file is to blame. */
  readonly file: string;
  /** Counts from 1; 0 where no line is to blame. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

const DYNAMIC_HINT = "Name the file in an import statement.";
/** Messages of esbuild about imports that it cannot follow, and by default leaves as they are. */
export const DYNAMIC_IMPORTS = [
  "unsupported-dynamic-import",
  "unsupported-require-call",
  "indirect-require",
];

const OPTIONS = {
  bundle: true,
  write: false,
  metafile: true,
  format: "cjs",
  platform: "neutral",
  target: "node20",
  sourcemap: "external",
  sourcesContent: false,
  // Classes of two packages may share a name, and `constructor.name` is what students see.
  keepNames: true,
  charset: "utf8",
  logLevel: "silent",
  logOverride: Object.fromEntries(DYNAMIC_IMPORTS.map((id) => [id, "error"])),
  tsconfigRaw: { compilerOptions: { target: "es2024", verbatimModuleSyntax: true } },
} as const satisfies BuildOptions;

/**
 * Bundles a submission under the import policy. Nothing of it runs, and neither its package.json nor
 * its tsconfig.json has a say.
 */
export async function bundleSubmission(
  submission: Submission,
): Promise<Bundle | { readonly kind: "refused"; readonly problems: readonly BundleProblem[] }> {
  const directory = await realpath(submission.directory).catch(() => resolve(submission.directory));
  const { day, foundation = "reference" } = submission;
  try {
    const result = await build({
      ...OPTIONS,
      entryPoints: ["src/index.ts"],
      absWorkingDir: directory,
      outfile: join(directory, "bundle.cjs"),
      plugins: [importPolicy({ day, directory, foundation })],
    });
    return bundleFrom(result, directory);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    return { kind: "refused", problems: error.errors.map(problemFrom) };
  }
}

function bundleFrom({ outputFiles = [], metafile }: BuildResult, directory: string): Bundle {
  const textOf = (ending: string) =>
    outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  const inputs = Object.keys(metafile?.inputs ?? {});
  return {
    kind: "bundle",
    code: textOf(".cjs"),
    sourceMap: renameSources(textOf(".map"), directory),
    files: inputs.filter((path) => /^src\//.test(path)).toSorted(byCodeUnits),
  };
}

function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : 1;
}

/**
 * Files of the course are called by their package, so that no path of the machine is shown, and those of
 * the reference have no name at all: students do not see them.
 */
function renameSources(sourceMap: string, directory: string): string {
  const map = JSON.parse(sourceMap) as { sources: string[] };
  map.sources = map.sources.map((source) => nameOf(source, directory));
  return JSON.stringify(map);
}

function nameOf(source: string, directory: string): string {
  if (!source.startsWith("..")) return source;
  const path = resolve(directory, source);
  const inCore = relative(CORE_DIRECTORY, path);
  if (!inCore.startsWith("..")) return `@wal-labs/core/${inCore.replaceAll(sep, "/")}`;
  if (/[/\\]solutions[/\\]day[^/\\]+[/\\]/.test(path)) return REFERENCE;
  const [, day, rest] = /[/\\](day[^/\\]+|crc-32)[/\\](.*)$/.exec(path) ?? [];
  return day ? `${day}/${rest?.replaceAll(sep, "/")}` : "another package";
}

function problemFrom({ id, text, location, detail }: Message): BundleProblem {
  return {
    file: location?.file ?? "",
    line: location?.line ?? 0,
    column: location ? location.column + 1 : 0,
    message: text,
    hint: hasHint(detail) ? detail.hint : DYNAMIC_IMPORTS.includes(id) ? DYNAMIC_HINT : "",
  };
}

function hasHint(detail: unknown): detail is { readonly hint: string } {
  return typeof detail === "object" && detail !== null && "hint" in detail;
}

function isBuildFailure(error: unknown): error is { readonly errors: Message[] } {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}
