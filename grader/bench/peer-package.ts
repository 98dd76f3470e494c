import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const INSTALL = "npm ci --prefix grader/bench/peers";
const packageOf = createRequire(fileURLToPath(new URL("peers/package.json", import.meta.url)));

/** What is compared with, or the package that is missing for it. */
export type OrMissing<Found> = Found | { readonly missing: string };

/** What `use` makes of the package of that name in `grader/bench/peers`. */
export function orMissing<Package, Found>(
  name: string,
  use: (from: Package) => Found,
): OrMissing<Found> {
  try {
    return use(packageOf(name) as Package);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    return { missing: name };
  }
}

/** Those that are there. Says of the others how to get them, and goes on without. */
export function present<Found extends object>(all: readonly OrMissing<Found>[]): Found[] {
  const found: Found[] = [];
  const missing = new Set<string>();
  for (const one of all) {
    if ("missing" in one) missing.add(one.missing);
    else found.push(one);
  }
  for (const name of missing) console.error(complaint(name));
  return found;
}

function complaint(missing: string): string {
  return `${missing} is NOT MEASURED: it is not installed. To install the peers: ${INSTALL}`;
}
