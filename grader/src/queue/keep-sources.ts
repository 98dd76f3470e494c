import { createHash } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { studentOfFolder } from "../class/submission-name.ts";
import { isSkipped, pathFlaw } from "../intake/path-flaw.ts";
import { slugsOf } from "../report/slugs.ts";
import { type QueuedSubmission, unpacked } from "./queued-submission.ts";

const LONGEST_PLAIN = 60;

/**
 * Keeps a submission's files in a folder of its own below `directory`, instead of those of the same
 * student before. Durable when it resolves; a crash leaves the old ones, none or the new ones, and the
 * job is still in the queue then.
 */
export async function keepSources(directory: string, data: QueuedSubmission): Promise<void> {
  const { name, files } = unpacked(data);
  const folder = join(directory, folderNameOf(name));
  const next = `${folder}~`;
  await rm(next, { recursive: true, force: true });
  for (const [path, bytes] of files) await writeDurably(join(next, path), bytes);
  await syncFoldersOf([...files.keys()], next);
  await rm(folder, { recursive: true, force: true });
  await rename(next, folder);
  await syncFolder(directory);
}

/**
 * A folder's name for a student: the name itself, as `grade class` expects it, where that is a plain
 * one on every system; else something like it.
 */
export function folderNameOf(student: string): string {
  const isPlain =
    !pathFlaw(student) &&
    !isSkipped(student) &&
    !/^[.~]|[/~<>"|?*]/.test(student) &&
    student.length <= LONGEST_PLAIN &&
    studentOfFolder(student).from === "course";
  if (isPlain) return student;
  const [slug = ""] = slugsOf([student]);
  return `${slug}-${createHash("sha256").update(student).digest("hex").slice(0, 8)}`;
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFoldersOf(paths: readonly string[], root: string): Promise<void> {
  const folders = new Set([root]);
  for (const path of paths) {
    for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
      folders.add(join(root, folder));
    }
  }
  for (const folder of folders) await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
