import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DAY1_BUGS } from "../bugs/day1/day1.ts";
import { plant } from "../bugs/planted-bug.ts";
import {
  COURSE_ROOT,
  DAYS,
  type Day,
  filesIn,
  labFolder,
  solutionFolder,
} from "../course/course.ts";
import type { LayerName } from "../sandbox/layers/layer.ts";

/** A submission that wants points without the work, or wants to do harm. */
export interface Attack {
  /** Stable, and the folder of its files: `exits-with-zero`. */
  readonly id: string;
  /** What kind of attack it is. No two are of the same. */
  readonly attackClass: string;
  /** What it hopes for. */
  readonly story: string;
  /** The honest part: the stub, the solution, or the solution with the planted bug of this id. */
  readonly base: "stub" | "solution" | (string & {});
  /** Symbolic links in what is handed in: where they lie, and what they lead to. */
  readonly links?: Readonly<Record<string, string>>;
  /** How it is handed in. A folder unless told otherwise; archives have hostile names in them. */
  readonly packing?: "zip" | "tar.gz";
  /** The layer that alone keeps it from doing harm: without that layer it is not held. */
  readonly heldBy?: LayerName;
}

const SOURCES = fileURLToPath(new URL("./day1", import.meta.url));
const ENTRY = "src/attack.ts";
/** In an attack's text: where the course lies, for an attacker who knows. */
const ROOT_MARK = "$COURSE_ROOT$";
/** In an attack's text: where somebody on this machine listens. */
const PORT_MARK = "$PORT$";
const NOBODYS_PORT = 9;

/** The day that all attacks are of. */
export const ATTACKED_DAY: Day = DAYS[0] as Day;

/** The files that an attack lays over its base, by their paths in the package. */
export async function overlayOf(
  id: string,
  port = NOBODYS_PORT,
): Promise<ReadonlyMap<string, string>> {
  const folder = join(SOURCES, id);
  const paths = await filesIn(folder).catch(() => []);
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), "utf8")));
  const root = COURSE_ROOT.replace(/\/$/, "");
  const resolved = texts.map((text) =>
    text.replaceAll(ROOT_MARK, root).replaceAll(PORT_MARK, `${port}`),
  );
  // Configuration ends in .txt here, so that no tool of the course takes it for its own.
  return new Map(paths.map((path, index) => [path.replace(/\.txt$/, ""), resolved[index] ?? ""]));
}

/**
 * Writes an attack as a student's folder, `labs/day1-…`: its base, then its overlay. An overlay's
 * `src/attack.ts` is imported before anything else. `port` is where its calls are heard.
 */
export async function assembleAttack(attack: Attack, folder: string, port?: number): Promise<void> {
  const target = join(folder, "labs", ATTACKED_DAY.slug);
  await assembleBase(attack.base, folder);
  const overlay = await overlayOf(attack.id, port);
  await cp(join(SOURCES, "real-process.ts"), join(target, "src/real-process.ts"));
  for (const [path, text] of overlay) await write(join(target, path), text);
  if (overlay.has(ENTRY)) {
    const index = join(target, "src/index.ts");
    await write(index, `import "./attack.ts";\n${await readFile(index, "utf8")}`);
  }
  for (const [path, goal] of Object.entries(attack.links ?? {})) {
    await rm(join(target, path), { force: true });
    await symlink(goal.replace(ROOT_MARK, COURSE_ROOT), join(target, path));
  }
}

/** Writes the honest part of an attack as a student's folder. */
export async function assembleBase(base: Attack["base"], folder: string): Promise<void> {
  const target = join(folder, "labs", ATTACKED_DAY.slug, "src");
  await mkdir(target, { recursive: true });
  if (base === "stub") return cp(labFolder(ATTACKED_DAY), target, { recursive: true });
  for (const [path, text] of await solutionWith(base)) await write(join(target, path), text);
}

async function solutionWith(bugId: string): Promise<Map<string, string>> {
  const source = solutionFolder(ATTACKED_DAY);
  const files = new Map<string, string>();
  for (const name of await readdir(source)) {
    files.set(name, await readFile(join(source, name), "utf8"));
  }
  if (bugId === "solution") return files;
  const bug = DAY1_BUGS.find(({ id }) => id === bugId);
  if (!bug) throw new RangeError(`There is no planted bug ${bugId}.`);
  return plant(bug, files);
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
