import { createHash } from "node:crypto";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const ENTRY = fileURLToPath(new URL("./host/main.ts", import.meta.url));
const CACHE = join(ROOT, "node_modules", ".cache", "wal-labs");

let program: Promise<string> | undefined;

/** The path of the script that runs in the student's process, built at its first use. */
export function hostProgram(): Promise<string> {
  program ??= buildHost();
  return program;
}

async function buildHost(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20",
    tsconfigRaw: {},
  });
  const code = nameless(outputFiles[0]?.text ?? "");
  const digest = createHash("sha256").update(code).digest("hex").slice(0, 16);
  const path = join(CACHE, `host-${digest}.cjs`);
  await writeOnce(path, code);
  return path;
}

/**
 * The same program under a name that is no path: what a submission prints of a stack goes into reports,
 * and they tell nothing of this machine.
 */
function nameless(code: string): string {
  const source = JSON.stringify(`(function (require) {${code}\n})`);
  return `new (require("node:vm").Script)(${source}, { filename: "host" }).runInThisContext()(require);\n`;
}

/** Other processes may do the same at the same time: a half-written script never has the name. */
async function writeOnce(path: string, code: string): Promise<void> {
  if (await stat(path).catch(() => undefined)) return;
  await mkdir(CACHE, { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, code);
  await rename(temporary, path);
}
