import type { Entry, Position } from "@wal-labs/checksum";
import type { SimDisk } from "@wal-labs/core/sim";
import type { Replayed, ReplayOptions } from "@wal-labs/replay";
import { type Day2, PATH } from "./check.ts";

/** A record that was handed over. */
export interface Handed {
  readonly entry: Entry;
  readonly position: Position;
}

/** Everything that a replay hands over, and how it ended. */
export interface Collected {
  readonly handed: readonly Handed[];
  readonly sequences: readonly number[];
  readonly replayed: Replayed;
}

/** Replays the log of a disk, and collects. */
export async function collect(
  student: Day2,
  disk: SimDisk,
  options: Omit<ReplayOptions, "fs"> = {},
): Promise<Collected> {
  const handed: Handed[] = [];
  const keep = async (entry: Entry, position: Position) => void handed.push({ entry, position });
  const replayed = await student.replay(PATH, keep, { ...options, fs: disk });
  return { handed, sequences: handed.map(({ entry }) => entry.sequence), replayed };
}
