import { LogFile } from "@wal-labs/checksum";
import { SEAL_TYPE, SEGMENT_HEADER_SIZE } from "@wal-labs/core";
import type { Journal, SimDisk } from "@wal-labs/core/sim";
import { expect } from "vitest";
import { inspect } from "../inspect.ts";
import { type Day2, PATH } from "./check.ts";

const VALUE = new Uint8Array(24).fill(0xe1);

/** Appends a record that is known by its label. All of them take up as much room on the disk. */
export async function appendLabelled(log: LogFile, journal: Journal, label: string): Promise<void> {
  journal.attempt(label);
  await log.append({ type: "put", key: keyOf(label), value: VALUE });
}

/**
 * Recovers, and holds what is left against the journal: what was promised, in order, and then
 * nothing but what was attempted next. Then promises what it found, and appends one record more.
 */
export async function recoverAndGoOn(
  restarted: Day2,
  disk: SimDisk,
  journal: Journal,
): Promise<string> {
  const { must, may } = expectedOf(journal);
  const recovery = await restarted.recover(PATH, { fs: disk }).catch((error) => {
    if (must.length === 0 && isGarbledCreation(disk, error)) return undefined;
    throw error;
  });
  if (!recovery) return "a creation that left garbage";
  const labels = labelsOn(disk);
  const found = `the records ${labels.join(", ") || "(none)"}`;
  expect(labels.slice(0, must.length), "the records that were promised").toEqual(must);
  const more = labels.slice(must.length);
  expect(more, "what follows is what was attempted next").toEqual(may.slice(0, more.length));
  expect(recovery.lastSequence, "the last sequence").toBe(labels.length);
  journal.acknowledge(`recovered ${labels.length}`);
  const log = await LogFile.open(PATH, { fs: disk });
  expect(log.lastSequence, "the last sequence when it is opened").toBe(labels.length);
  const label = `after ${journal.entries.length}`;
  await appendLabelled(log, journal, label);
  journal.acknowledge(label);
  return found;
}

/**
 * A crash while a log is created may leave garbage where its header should be. That is nobody's log,
 * and may be refused.
 */
export function isGarbledCreation(disk: SimDisk, error: { code?: unknown }): boolean {
  return error.code === "WAL_UNSUPPORTED" && disk.readFile(PATH).length <= SEGMENT_HEADER_SIZE;
}

/** What a journal promises, and what may be there as well. */
function expectedOf(journal: Journal): { must: string[]; may: string[] } {
  let must: string[] = [];
  let may: string[] = [];
  for (const { kind, label } of journal.entries) {
    const recovered = /^recovered (\d+)$/.exec(label)?.[1];
    if (kind === "attempt") may.push(label);
    else if (recovered) [must, may] = [[...must, ...may].slice(0, Number(recovered)), []];
    else [must, may] = [[...must, ...until(may, label)], may.slice(until(may, label).length)];
  }
  return { must, may };
}

function until(labels: readonly string[], last: string): string[] {
  return labels.slice(0, labels.indexOf(last) + 1);
}

function labelsOn(disk: SimDisk): string[] {
  const bytes = disk.filePaths().includes(PATH) ? disk.readFile(PATH) : new Uint8Array(0);
  const { frames, tailSize } = inspect(bytes);
  expect(tailSize, "bytes behind the last record").toBe(0);
  const records = frames.filter(({ type }) => type !== SEAL_TYPE);
  return records.map(({ key }) => new TextDecoder().decode(key).trim());
}

function keyOf(label: string): Uint8Array {
  return new TextEncoder().encode(label.padEnd(16));
}
