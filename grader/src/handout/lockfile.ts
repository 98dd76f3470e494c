import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { HandoutError } from "./handout-error.ts";

/** Set by `npm run --workspace`; npm would take them for our own wish. */
const CALLERS_CHOICES = /^npm_config_(workspaces?|local_prefix)$/i;

const PRUNE = "install --package-lock-only --offline --ignore-scripts --no-audit --no-fund".split(
  " ",
);

/**
 * Cuts the `package-lock.json` in `folder` down to what its `package.json` and workspaces need, so
 * that `npm ci` installs there the very versions the course was checked with. Asks no registry:
 * whatever the lockfile does not have is an error.
 *
 * @throws a {@link HandoutError} with npm's words when it cannot.
 */
export async function pruneLockfile(folder: string): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !CALLERS_CHOICES.test(name)),
  );
  // npm is a script there, and scripts need a shell.
  const shell = process.platform === "win32";
  try {
    await promisify(execFile)("npm", PRUNE, { cwd: folder, env, shell });
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new HandoutError(`The lockfile cannot be cut down: ${words}`, { cause });
  }
}
