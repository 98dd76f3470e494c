import { realpath } from "node:fs/promises";
import { outputOf, probe } from "./probe.ts";

const NOBODY = "65534";
const LIBRARY = /(?:=> )?(\/\S+) \(0x[0-9a-f]+\)/g;

const WALLS = [
  ...["--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"],
  ...["--cap-drop", "ALL", "--uid", NOBODY, "--gid", NOBODY, "--hostname", "student"],
];

/**
 * What bubblewrap is started with, up to the program and its arguments: a root that holds node, the
 * libraries it loads, and nothing else. There is no network, /proc, /dev or /tmp in it.
 */
export interface Bubblewrap {
  readonly options: readonly string[];
}

/** Tries bubblewrap; gives the reason when it does not work here, though it may be installed. */
export async function findBubblewrap(): Promise<Bubblewrap | string> {
  if (process.platform !== "linux") return "Linux only";
  const mounts = await nodeMounts();
  const strict = { options: ["--disable-userns", ...WALLS, ...mounts] };
  if (!(await tryNode(strict))) return strict;
  // Releases before 0.8 lack that option.
  const plain = { options: [...WALLS, ...mounts] };
  return (await tryNode(plain)) ?? plain;
}

/** The arguments of `bwrap` that run `args` with `program` visible. */
export function bubblewrapArgs(
  { options }: Bubblewrap,
  program: string,
  args: readonly string[],
): string[] {
  return [...options, "--ro-bind", program, program, "--remount-ro", "/", "--chdir", "/", ...args];
}

function tryNode({ options }: Bubblewrap): Promise<string | undefined> {
  return probe("bwrap", [...options, process.execPath, "-e", "0"]);
}

/** Node may lie anywhere, so it and its libraries keep their places. */
async function nodeMounts(): Promise<string[]> {
  const libraries = [...(await outputOf("ldd", [process.execPath])).matchAll(LIBRARY)];
  const paths = new Set(libraries.flatMap(([, path]) => path ?? []));
  const mounts = [...paths].map((path) => ["--ro-bind", path, path]);
  return [...mounts, ["--ro-bind", await realpath(process.execPath), process.execPath]].flat();
}
