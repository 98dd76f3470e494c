import type { DumpedRecord, DumpOptions } from "@wal-labs/batching";
import type { WalRecord } from "@wal-labs/checksum";
import type { SimDisk } from "@wal-labs/core/sim";
import { expect } from "vitest";
import { DIRECTORY } from "../day3/check.ts";
import type { Day5 } from "./check.ts";

/** What a dump gave, and the code of what it threw at its end. */
export interface Dumped {
  readonly records: readonly DumpedRecord[];
  readonly sequences: readonly number[];
  readonly error?: { readonly code?: unknown; readonly [field: string]: unknown };
}

/** Reads a dump to its end. */
export async function dumped(
  { dump }: Day5,
  disk: SimDisk,
  options: DumpOptions = {},
  path: string = DIRECTORY,
): Promise<Dumped> {
  const records: DumpedRecord[] = [];
  const sequences: number[] = [];
  try {
    for await (const each of dump(path, { fs: disk, ...options })) {
      records.push(each);
      sequences.push(each.sequence);
    }
  } catch (error) {
    const failure = error as Error & { readonly code?: string };
    if (failure.code === "WAL_NOT_IMPLEMENTED" || !failure.code?.startsWith("WAL_")) throw error;
    return { records, sequences, error: failure as unknown as NonNullable<Dumped["error"]> };
  }
  return { records, sequences };
}

/** A dump that must not throw: its sequences. */
export async function sequencesOf(
  student: Day5,
  disk: SimDisk,
  options: DumpOptions = {},
  path: string = DIRECTORY,
): Promise<readonly number[]> {
  const { sequences, error } = await dumped(student, disk, options, path);
  if (error) throw error;
  return sequences;
}

/** A record's own fields, as JSON has them. */
export function plainOf(record: WalRecord): object {
  const fields = Object.entries(record).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Uint8Array ? jsonOf(value) : value,
  ]);
  return Object.fromEntries(fields);
}

/** Bytes as the contract of `JsonBytes` says it. */
export function jsonOf(bytes: Uint8Array): string | { base64: string } {
  const text = Buffer.from(bytes).toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(bytes);
  const isShown = !/[^\P{Cc}\t\n\r]/u.test(text);
  return isText && isShown ? text : { base64: Buffer.from(bytes).toString("base64") };
}

/** Nothing of a tool's work was more than reading, and nothing of it is left open. */
export function expectOnlyRead(disk: SimDisk, before: { readonly digest: string }): void {
  const others = disk.log.filter(({ operation: { kind, flags } }) =>
    kind === "open" ? flags !== "r" : !["read", "stat", "readdir", "close"].includes(kind),
  );
  expect(
    others.map(({ call }) => call),
    "what it did beside reading",
  ).toEqual([]);
  expect(disk.digest, "the disk's content").toBe(before.digest);
  expect(disk.openHandles, "files left open").toBe(0);
}
