import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const PROBE_LIMIT_MS = 5000;

/** Runs a program that should say nothing and succeed; gives the reason when it does not. */
export function probe(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: PROBE_LIMIT_MS, killSignal: "SIGKILL" } as const;
    execFile(command, args, options, (error, _, stderr) => {
      if (!error) return resolve(undefined);
      if (error.code === "ENOENT") return resolve(`${command} is not installed`);
      resolve(firstLine(stderr) || firstLine(error.message));
    });
  });
}

/** What a program prints; nothing when it fails. */
export function outputOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: PROBE_LIMIT_MS }, (error, stdout) => {
      resolve(error ? "" : stdout);
    });
  });
}

/** The path of an installed program. The empty environment of a sandbox has no search path. */
export function programPath(name: string): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = folders.map((folder) => join(folder, name));
  return paths.find(isExecutable) ?? name;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
