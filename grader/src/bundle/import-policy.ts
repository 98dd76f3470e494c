import { realpath, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import { CORE_DIRECTORY, type Foundation, resolvePackage } from "./resolver.ts";

const CRC_32 = createRequire(import.meta.url).resolve("crc-32");
const NODE_FS_FILE = join(CORE_DIRECTORY, "src", "node-fs.ts");
/** What core's node-fs.ts is replaced by: the disk that the trusted side holds. */
const NODE_FS = "export const nodeFs = remoteFileSystem;";
const VIRTUAL = "wal-labs";

/** The package that each file was found in: the border that its relative imports may not cross. */
type Roots = Map<string, string>;

interface Submission {
  readonly day: number;
  readonly directory: string;
  readonly foundation: Foundation;
}

/**
 * The one place where a bundle's imports are resolved: files of the same package, `@wal-labs/*` and
 * `crc-32`. All else is refused with a hint, also what esbuild would find by itself.
 *
 * The policy is for honesty; for safety there is the sandbox.
 */
export function importPolicy(submission: Submission): Plugin {
  const roots = new Map<string, string>();
  return {
    name: "import-policy",
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => resolve(args, submission, roots));
      build.onLoad({ filter: /.*/, namespace: VIRTUAL }, () => ({ contents: NODE_FS }));
    },
  };
}

async function resolve(
  args: OnResolveArgs,
  submission: Submission,
  roots: Roots,
): Promise<OnResolveResult> {
  const { path } = args;
  if (args.kind === "entry-point") return entryOf(submission.directory, path, roots);
  if (args.kind.startsWith("require") && args.importer !== CRC_32) {
    return refuse(path, "Use an import statement.");
  }
  if (/^\.\.?(\/|$)/.test(path)) return relativeFile(args, roots);
  if (path === "crc-32") return { path: CRC_32 };
  if (!path.startsWith("@wal-labs/")) return refuse(path, hintFor(path));
  const target = resolvePackage(path, submission, submission.foundation);
  if (target.kind === "refused") return refuse(path, target.hint);
  return entryOf(target.directory, target.name, roots);
}

async function entryOf(directory: string, name: string, roots: Roots): Promise<OnResolveResult> {
  const root = await realpath(directory).catch(() => undefined);
  if (root === undefined) return refuse(name, "There is no such directory.");
  return inside(join(root, "src", "index.ts"), root, name, roots);
}

async function relativeFile(args: OnResolveArgs, roots: Roots): Promise<OnResolveResult> {
  const root = roots.get(args.importer);
  if (root === undefined) return refuse(args.path, "It lies outside of the submission.");
  const wanted = join(dirname(args.importer), args.path);
  if (wanted === NODE_FS_FILE) return { path: "node-fs.ts", namespace: VIRTUAL };
  return inside(wanted, root, args.path, roots);
}

/** Links count as what they lead to. */
async function inside(
  wanted: string,
  root: string,
  shown: string,
  roots: Roots,
): Promise<OnResolveResult> {
  const found = await firstFile(candidatesOf(wanted));
  if (found === undefined) return refuse(shown, "There is no such file.");
  const path = await realpath(found);
  const way = relative(root, path);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    return refuse(shown, "It lies outside of the submission.");
  }
  if (!/\.(ts|json)$/.test(path)) return refuse(shown, "A submission is made of .ts files.");
  roots.set(path, root);
  return { path };
}

/** As TypeScript looks for them with `moduleResolution: "bundler"`. */
function candidatesOf(wanted: string): string[] {
  const asSource = wanted.replace(/\.js$/, ".ts");
  return [wanted, asSource, `${wanted}.ts`, join(wanted, "index.ts")];
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  }
  return undefined;
}

function hintFor(path: string): string {
  if (/^(node:)?fs(\/promises)?$/.test(path)) {
    return "Use the file system that is passed in, or nodeFs of @wal-labs/core.";
  }
  if (path.startsWith("node:")) return "A log needs nothing of Node but what @wal-labs/core gives.";
  if (path.startsWith("data:")) return "Code comes from files.";
  if (path.startsWith("#")) return "Name the file, such as ./record.ts.";
  if (isAbsolute(path) || path.startsWith("file:")) return "Name it relative to this file.";
  return "Only own files, @wal-labs/* and crc-32 can be imported.";
}

function refuse(path: string, hint: string): OnResolveResult {
  return { errors: [{ text: `"${path}" cannot be imported.`, detail: { hint } }] };
}
