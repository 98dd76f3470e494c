/** One part of a class that is graded in several places. */
export interface Shard {
  /** Counts from 1. */
  readonly index: number;
  readonly count: number;
}

/** As it is written on the command line. */
export function shardText(shard: Shard | undefined): string {
  return shard ? `${shard.index}/${shard.count}` : "all";
}

/**
 * The part of sorted names that is a shard's. They are dealt out like cards, so that shards are of the
 * same size, give or take one, and each name is in exactly one.
 */
export function namesOfShard(sorted: readonly string[], shard: Shard | undefined): string[] {
  if (!shard) return [...sorted];
  return sorted.filter((_, position) => position % shard.count === shard.index - 1);
}
