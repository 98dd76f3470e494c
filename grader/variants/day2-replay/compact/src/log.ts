import {
  CorruptionError,
  crc32,
  type Entry,
  fromFrame,
  io,
  type Position,
  readFully,
  writeFully,
} from "@wal-labs/checksum";
import {
  directoryOf,
  type FileHandle,
  type FileSystem,
  LAST_OF_BATCH,
  nodeFs,
  SEAL_TYPE,
  SEGMENT_HEADER_SIZE,
  syncDirectory,
} from "@wal-labs/core";
import {
  assertAllowed,
  type Diagnosis,
  type DiagnosisKind,
  type DiagnosisOptions,
  diagnose,
  type Policy,
} from "./diagnosis.ts";
import { anythingFrom, type FoundFrame, findFrames, type WalkOptions, walk } from "./frames.ts";

/** How to {@link recover}. */
export interface RecoverOptions extends DiagnosisOptions {
  readonly fs?: FileSystem | undefined;
  readonly policy?: Exclude<Policy, "salvage"> | undefined;
}

/** What {@link recover} found and did. */
export interface Recovery {
  readonly kind: DiagnosisKind;
  readonly lastSequence: number;
  readonly droppedBytes: number;
  readonly keptAt?: string | undefined;
}

/** Takes one record. When it gives a promise, the next record waits for it. */
export type Handler = (entry: Entry, position: Position) => void | Promise<void>;

/** How to {@link replay}. */
export interface ReplayOptions extends DiagnosisOptions {
  readonly fs?: FileSystem | undefined;
  readonly policy?: Policy | undefined;
  readonly after?: number | undefined;
}

/** How a replay ended. */
export interface Replayed {
  readonly kind: DiagnosisKind;
  readonly lastSequence: number;
  readonly gaps: readonly Gap[];
}

/** A part of a log that was skipped. */
export interface Gap {
  readonly offset: number;
  readonly size: number;
  readonly sequence: number;
  readonly missing: number;
}

const COPY_SIZE = 1024 * 1024;

/** Makes a log whole again, so that it can be opened and continued. */
export async function recover(path: string, options: RecoverOptions = {}): Promise<Recovery> {
  const { fs = nodeFs, policy = "tolerate-tail" } = options;
  const handle = await io("open the log", fs.open(path, "r+").catch(ifMissing));
  return closing(handle, async () => {
    const diagnosis = await diagnose(handle, options);
    assertAllowed(diagnosis, policy);
    const { kind, lastSequence, size, end } = diagnosis;
    const recovery = { kind, lastSequence, droppedBytes: size - end };
    if (!handle) return recovery;
    await syncAll(fs, path, handle);
    if (size === end) return recovery;
    const keptAt = (await anythingFrom(handle, end, options))
      ? await keepTail(fs, path, handle, diagnosis)
      : undefined;
    await io("cut off the tail", handle.truncate(end));
    await io("sync the cut", handle.datasync());
    return { ...recovery, keptAt };
  });
}

/** One pass for the name, one for the copy. */
async function keepTail(
  fs: FileSystem,
  path: string,
  handle: FileHandle,
  { end, size }: Diagnosis,
): Promise<string> {
  const eachPart = async (take: (bytes: Uint8Array) => unknown) => {
    for (let at = end; at < size; at += COPY_SIZE) {
      const part = readFully(handle, at, Math.min(COPY_SIZE, size - at));
      await take(await io("read the tail", part));
    }
  };
  let crc = 0;
  await eachPart((bytes) => {
    crc = crc32(bytes, crc);
  });
  const keptAt = `${path}.tail-${end}-${crc.toString(16).padStart(8, "0")}`;
  const copy = await io("open the copy", fs.open(keptAt, "w+"));
  await closing(copy, async () => {
    await eachPart((bytes) => io("copy the tail", writeFully(copy, bytes)));
    await syncAll(fs, path, copy);
  });
  return keptAt;
}

/** Hands over each record behind `after`, in order and once, as far as the log is whole. */
export async function replay(
  path: string,
  handler: Handler,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const { fs = nodeFs, policy = "tolerate-tail", after = 0, knownDurable = 0 } = options;
  const handOver = async ({ frame, offset, size }: FoundFrame) => {
    const { sequence, type } = frame;
    if (type === SEAL_TYPE || sequence <= after) return;
    await handler(fromFrame(frame, { shared: true }), { sequence, offset, size });
  };
  const handle = await io("open the log", fs.open(path, "r+").catch(ifMissing));
  return closing(handle, async () => {
    if (handle) await syncAll(fs, path, handle);
    // The first pass judges, the second hands over: a log that is refused shows nothing.
    const facts = { ...options, knownDurable: Math.max(after, knownDurable) };
    const diagnosis = await diagnose(handle, facts);
    const { kind, header, lastSequence } = diagnosis;
    const missing = header ? header.firstSequence - after - 1 : 0;
    const gap = { offset: SEGMENT_HEADER_SIZE, size: 0, sequence: after + 1, missing };
    if (missing > 0 && policy !== "salvage") {
      const cause = new Error(`the log begins ${missing} records later`);
      throw new CorruptionError(gap.sequence, gap.offset, cause);
    }
    assertAllowed(diagnosis, policy);
    if (!handle || !header) return { kind, lastSequence, gaps: [] };
    let batch: FoundFrame[] = [];
    const giveBatch = async () => {
      for (const found of batch) await handOver(found);
      batch = [];
    };
    await walk(
      handle,
      header,
      (cursor, offset) => {
        batch.push({ frame: cursor.frame(), offset, size: cursor.size });
        if (cursor.flags & LAST_OF_BATCH) return giveBatch();
      },
      options,
    );
    if (policy !== "salvage") return { kind, lastSequence, gaps: [] };
    const rest = await salvage(handle, diagnosis, options, handOver);
    return { kind, ...rest, gaps: missing > 0 ? [gap, ...rest.gaps] : rest.gaps };
  });
}

async function salvage(
  handle: FileHandle,
  { header, end, lastSequence, size, tail }: Diagnosis,
  options: WalkOptions,
  visit: (found: FoundFrame) => Promise<void>,
): Promise<{ lastSequence: number; gaps: Gap[] }> {
  const gaps: Gap[] = [];
  if (!header || tail === "none" || tail === "zeros") return { lastSequence, gaps };
  let [offset, next] = [end, lastSequence + 1];
  for await (const found of findFrames(handle, end, header, options)) {
    const { sequence, type } = found.frame;
    if (sequence < next) continue;
    if (sequence > next || found.offset > offset) {
      const place = { offset, size: found.offset - offset };
      gaps.push({ ...place, sequence: next, missing: sequence - next });
    }
    offset = found.offset + found.size;
    next = type === SEAL_TYPE ? sequence : sequence + 1;
    if (type === SEAL_TYPE) continue;
    lastSequence = sequence;
    await visit(found);
  }
  if (await anythingFrom(handle, offset, options)) {
    gaps.push({ offset, size: size - offset, sequence: next, missing: 0 });
  }
  return { lastSequence, gaps };
}

async function syncAll(fs: FileSystem, path: string, handle: FileHandle): Promise<void> {
  await io("sync the file", handle.datasync());
  await io("sync the directory", syncDirectory(fs, directoryOf(path)));
}

/** Closes the file whatever happens; the first failure is the news. */
async function closing<Result>(
  handle: FileHandle | undefined,
  body: () => Promise<Result>,
): Promise<Result> {
  const result = await body().catch(async (error) => {
    await handle?.close().catch(() => undefined);
    throw error;
  });
  if (handle) await io("close the file", handle.close());
  return result;
}

function ifMissing(error: unknown): undefined {
  if ((error as { code?: unknown } | null)?.code !== "ENOENT") throw error;
}
