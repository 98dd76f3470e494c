import { io } from "@wal-labs/checksum";
import { type FileHandle, SEGMENT_HEADER_SIZE, type SegmentHeader } from "@wal-labs/core";
import { segmentNumber } from "@wal-labs/rotation";
import { pause } from "../pause.ts";
import { type LogSource, release } from "./log-source.ts";
import { beginningOf, damageIn, reasonOf, settledDiagnosis } from "./segment-verdict.ts";
import { type Batches, type Place, type PlacedFrame, readBatches } from "./whole-batches.ts";

/** How to read a log from one end to the other. */
export interface ReadingOptions {
  /** The first sequence that is needed: segments that end before it need not be read. */
  readonly from: number;
  /** Whether to wait for what comes, instead of ending with the log. */
  readonly follow: boolean;
  /** Time from one look at the end of the log to the next. */
  readonly intervalMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly maxRecordSize?: number | undefined;
}

/** Some whole batches of one segment. */
export interface Passage {
  /** The name of the segment's file. */
  readonly segment: string;
  readonly frames: readonly PlacedFrame[];
}

/**
 * One reading of a log, segment by segment. The segments that were there when it began are read to
 * their end; while it follows, there is always one more look. Which segment comes next is asked for
 * before the end of this one is read: so whatever was written before the next one began is seen.
 */
export class LogReading {
  readonly #source: LogSource;
  readonly #options: ReadingOptions;
  /** The last segment there was when the reading began. */
  #lastName = "";
  /** What the next segment must go on with: absent at the start, and behind cleaned segments. */
  #expected: number | undefined;
  #logId: string | undefined;

  constructor(source: LogSource, options: ReadingOptions) {
    this.#source = source;
    this.#options = options;
  }

  /**
   * Gives what is there, in order. A torn tail ends it quietly; while it follows, it waits there.
   *
   * @throws as `dump`.
   */
  async *passages(): AsyncGenerator<Passage> {
    const names = await this.#source.someNames();
    this.#lastName = names.at(-1) ?? "";
    let name: string | undefined = await this.#firstOf(names);
    while (name !== undefined && !this.#isAborted) {
      const handle = await this.#source.open(name);
      if (handle) {
        try {
          yield* this.#segment(name, handle);
        } finally {
          await release(handle);
        }
      } else {
        this.#expected = undefined;
      }
      name = await this.#nameAfter(name);
    }
  }

  get #isAborted(): boolean {
    return this.#options.signal?.aborted ?? false;
  }

  async *#segment(name: string, handle: FileHandle): AsyncGenerator<Passage> {
    const { follow, intervalMs, signal } = this.#options;
    let place: Place | undefined;
    for (let header: SegmentHeader | undefined; ; ) {
      const isLast = !(await this.#hasSuccessor(name));
      header ??= await this.#begin(name, handle, isLast);
      place ??= header && { offset: SEGMENT_HEADER_SIZE, sequence: header.firstSequence };
      const waits = follow && isLast;
      if (header && place) {
        place = yield* this.#rest(name, handle, header, place, waits, isLast);
        this.#expected = place.sequence;
      }
      if (!waits) return;
      await pause(intervalMs, signal);
      if (this.#isAborted) return;
    }
  }

  /**
   * Reads on from a place until nothing more can be read, and gives the place where that is. Unless
   * it waits for more, judges what stands there: corruption is thrown.
   *
   * @exercise 5.6
   */
  async *#rest(
    segment: string,
    handle: FileHandle,
    header: SegmentHeader,
    from: Place,
    waits: boolean,
    isLast: boolean,
  ): AsyncGenerator<Passage, Place> {
    const { maxRecordSize } = this.#options;
    const { size } = await io("stat a segment", handle.stat());
    const readFrom = ({ place }: Pick<Batches, "place">): Promise<Batches> =>
      readBatches(handle, header, place, size, maxRecordSize);
    let batches = await readFrom({ place: from });
    yield { segment, frames: batches.frames };
    while (!batches.stop && !this.#isAborted) {
      batches = await readFrom(batches);
      yield { segment, frames: batches.frames };
    }
    if (!waits && !this.#isAborted) await this.#assertNotCorrupt(segment, handle, isLast);
    return batches.place;
  }

  #assertNotCorrupt(segment: string, handle: FileHandle, isLast: boolean): Promise<void> {
    const { maxRecordSize } = this.#options;
    return settledDiagnosis(handle, segment, { isLast, maxRecordSize }).then((diagnosis) => {
      const { kind, end: offset, lastSequence } = diagnosis;
      if (kind !== "corrupt") return;
      throw damageIn(segment, { sequence: lastSequence + 1, offset }, reasonOf(diagnosis));
    });
  }

  /** Its header, in its place; nothing for a last segment that is not born yet. */
  async #begin(
    name: string,
    handle: FileHandle,
    isLast: boolean,
  ): Promise<SegmentHeader | undefined> {
    const { header, kind } = await beginningOf(handle, name);
    const expected = this.#expected ?? header?.firstSequence ?? 1;
    const damage = (reason: string) => damageIn(name, { sequence: expected, offset: 0 }, reason);
    if (!header) {
      if (isLast && kind !== "corrupt") return undefined;
      throw damage("its header is damaged");
    }
    const number = segmentNumber(name) ?? header.segmentNumber;
    if (this.#source.isDirectory && header.segmentNumber !== number) throw damage("not its number");
    this.#logId ??= String(header.logId);
    if (String(header.logId) !== this.#logId) throw damage("it is of another log");
    if (header.firstSequence !== expected) throw damage(`it begins with ${header.firstSequence}`);
    return header;
  }

  /** The last segment that begins at or before the first record needed; the oldest if none does. */
  async #firstOf(names: readonly string[]): Promise<string | undefined> {
    if (this.#options.from <= 1) return names[0];
    for (const name of names.toReversed()) {
      const found = await this.#source.read(name, (handle) =>
        beginningOf(handle, name).catch(() => undefined),
      );
      if (found?.header && found.header.firstSequence <= this.#options.from) return name;
    }
    return names[0];
  }

  async #hasSuccessor(name: string): Promise<boolean> {
    if (!this.#source.isDirectory) return false;
    return (await this.#source.names()).some((other) => other > name);
  }

  /**
   * The segment to go on with. A cleaner removes the oldest first: where nothing before the next
   * segment is left, it was quicker than this reading; where something is, the log has a hole.
   */
  async #nameAfter(name: string): Promise<string | undefined> {
    if (!this.#source.isDirectory) return undefined;
    if (!this.#options.follow && name >= this.#lastName) return undefined;
    for (let looks = 1; ; looks++) {
      const names = await this.#source.names();
      const next = names.find((other) => other > name);
      if (next === undefined || segmentNumber(next) === (segmentNumber(name) ?? 0) + 1) return next;
      if (!names.some((other) => other <= name)) {
        this.#expected = undefined;
        return next;
      }
      // The names of a directory are not read in one moment: a hole is one that is there twice.
      if (looks < 2) continue;
      const sequence = this.#expected ?? 1;
      throw damageIn(next, { sequence, offset: 0 }, "a segment before it is missing");
    }
  }
}
