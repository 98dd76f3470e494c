import { createRequire } from "node:module";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { CORE_DIRECTORY } from "../bundle/resolver.ts";
import { unreadable } from "./unreadable.ts";

/**
 * One package in a script of several. It is the body of a function of `module`, `exports` and
 * `require`, and requires the packages that come before it.
 */
export interface ScriptPart {
  /** What the others require it by. */
  readonly name: string;
  readonly code: string;
}

/** What every part is built with. */
export const PART_OPTIONS = {
  bundle: true,
  write: false,
  format: "cjs",
  platform: "neutral",
  target: "node20",
  keepNames: true,
  charset: "utf8",
  logLevel: "silent",
  tsconfigRaw: { compilerOptions: { target: "es2024", verbatimModuleSyntax: true } },
} as const satisfies BuildOptions;

const INSIDE = fileURLToPath(new URL("./inside/", import.meta.url));
const CRC_32 = createRequire(import.meta.url).resolve("crc-32");
const NODE_FS = "export const nodeFs = remoteFileSystem;";

/** A package of the course from its source texts, by paths relative to its `src`. */
export async function partFromTexts(
  name: string,
  texts: ReadonlyMap<string, string>,
): Promise<ScriptPart> {
  return {
    name,
    code: unreadable(await built({ entryPoints: ["index.ts"], plugins: [inMemory(texts)] })),
  };
}

/** `@wal-labs/core`, without or with its `sim`: one part for both, as they share their files. */
export async function corePart(): Promise<ScriptPart> {
  const contents = `export * as core from "./index.ts"; export * as sim from "./sim/index.ts";`;
  const resolveDir = join(CORE_DIRECTORY, "src");
  return {
    name: "core",
    code: await built({ stdin: { contents, resolveDir }, plugins: [noNodeFs] }),
  };
}

/** What replaces the globals, and then vitest. */
export async function harnessParts(): Promise<ScriptPart[]> {
  const surroundings = built({
    entryPoints: [join(INSIDE, "surroundings.ts")],
    external: ["node:*"],
  });
  const vitest = built({
    entryPoints: [join(INSIDE, "vitest.ts")],
    minify: true,
    mainFields: ["module"],
  });
  return [
    { name: "surroundings", code: await surroundings },
    { name: "vitest", code: await vitest },
  ];
}

async function built(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...PART_OPTIONS, ...options, write: false });
  return outputFiles[0]?.text ?? "";
}

/** Resolves relative imports in a map of texts, and leaves packages to `require`. */
function inMemory(texts: ReadonlyMap<string, string>): Plugin {
  return {
    name: "in-memory",
    setup(setup) {
      setup.onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
        if (kind === "entry-point") return { path, namespace: "texts" };
        if (path.startsWith("@wal-labs/")) return { path, external: true };
        if (path === "crc-32") return { path: CRC_32 };
        return { path: posix.join(posix.dirname(importer), path), namespace: "texts" };
      });
      setup.onLoad({ filter: /.*/, namespace: "texts" }, ({ path }) => {
        const contents = texts.get(path);
        return contents === undefined
          ? { errors: [{ text: `There is no ${path}.` }] }
          : { contents, loader: "ts" };
      });
    },
  };
}

const noNodeFs: Plugin = {
  name: "no-node-fs",
  setup(setup) {
    setup.onLoad({ filter: /[/\\]node-fs\.ts$/ }, () => ({ contents: NODE_FS }));
  },
};
