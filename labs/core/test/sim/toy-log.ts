import { directoryOf, type FileHandle, type FileSystem, syncDirectory } from "../../src/index.ts";
import type { CrashExploration, Journal, SimDisk } from "../../src/sim/index.ts";

/** The ways in which a {@link ToyLog} can be wrong. */
export interface Mistakes {
  readonly acknowledgesBeforeSync?: boolean;
  readonly doesNotAwaitSync?: boolean;
  readonly forgetsDirectory?: boolean;
  readonly takesNoTurns?: boolean;
  readonly keepsTheTurn?: boolean;
  readonly exposesUnsynced?: boolean;
}

/** Lines of text, one a record: the smallest log that can lose data. */
export class ToyLog {
  readonly #file: FileHandle;
  readonly #mistakes: Mistakes;
  #size: number;
  #lastTurn: Promise<void> = Promise.resolve();

  constructor(file: FileHandle, size: number, mistakes: Mistakes) {
    this.#file = file;
    this.#size = size;
    this.#mistakes = mistakes;
  }

  static async open(fs: FileSystem, path: string, mistakes: Mistakes = {}): Promise<ToyLog> {
    const isNew = await fs.stat(path).then(
      () => false,
      () => true,
    );
    const file = await fs.open(path, isNew ? "wx+" : "r+");
    const { size } = await file.stat();
    if (!mistakes.exposesUnsynced) await file.sync();
    if (!mistakes.forgetsDirectory) await syncDirectory(fs, directoryOf(path));
    return new ToyLog(file, size, mistakes);
  }

  append(line: string): Promise<void> {
    if (this.#mistakes.takesNoTurns) return this.#write(line);
    const turn = this.#lastTurn.then(() => this.#write(line));
    this.#lastTurn = this.#mistakes.keepsTheTurn ? new Promise(() => {}) : turn;
    return turn;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #write(line: string): Promise<void> {
    const bytes = new TextEncoder().encode(`${line}\n`);
    const { bytesWritten } = await this.#file.write(bytes, 0, bytes.length, this.#size);
    this.#size += bytesWritten;
    if (this.#mistakes.acknowledgesBeforeSync) return;
    const sync = this.#file.datasync();
    if (this.#mistakes.doesNotAwaitSync) sync.catch(() => undefined);
    else await sync;
  }
}

const PATH = "/log";

/** Whole lines of the file, as far as they are printable; a torn tail is left out. */
export function linesOf(bytes: Uint8Array): string[] {
  const lines = new TextDecoder("latin1").decode(bytes).split("\n").slice(0, -1);
  const end = lines.findIndex((line) => !/^[a-z0-9-]+$/.test(line));
  return end < 0 ? lines : lines.slice(0, end);
}

/** Reads the log back and checks it against what was promised. */
export async function recoverToyLog(disk: SimDisk, journal: Journal): Promise<string> {
  const exists = disk.filePaths().includes(PATH);
  const lines = exists ? linesOf(disk.readFile(PATH)) : [];
  const missing = journal.acknowledged.find((line) => !lines.includes(line));
  const recovered = `lines: ${lines.join(", ") || "none"}`;
  if (missing !== undefined) {
    const error = new Error(`"${missing}" was acknowledged and is gone.`);
    throw Object.assign(error, { invariant: "O1", recovered });
  }
  return recovered;
}

/** Appends each step to a log with these mistakes, and crashes it. */
export function crashesOfToyLog(mistakes: Mistakes, steps: string[]): CrashExploration<string> {
  return {
    steps,
    recover: recoverToyLog,
    workload: async (disk, journal, lines) => {
      const log = await ToyLog.open(disk, PATH, mistakes);
      for (const line of lines) {
        journal.attempt(line);
        await log.append(line);
        journal.acknowledge(line);
      }
      await log.close();
    },
  };
}
