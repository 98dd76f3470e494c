import type { Redis } from "ioredis";
import { UsageError } from "../course/usage-error.ts";
import { HOW_TO_START } from "./redis.ts";

/** What a Redis promises about what it has acknowledged. `undefined` where it does not say. */
export interface RedisPromises {
  readonly appendonly: string | undefined;
  readonly appendfsync: string | undefined;
  readonly "maxmemory-policy": string | undefined;
}

/** Asks a Redis for its settings. Some that are rented do not answer. */
export async function redisPromises(redis: Redis): Promise<RedisPromises> {
  const setting = async (name: string): Promise<string | undefined> => {
    try {
      const [, value] = (await redis.config("GET", name)) as string[];
      return value;
    } catch {
      return undefined;
    }
  };
  return {
    appendonly: await setting("appendonly"),
    appendfsync: await setting("appendfsync"),
    "maxmemory-policy": await setting("maxmemory-policy"),
  };
}

/**
 * What could lose a submission that was acknowledged: a paragraph each, for whoever runs it; empty when
 * nothing but a broken disk can.
 *
 * @throws a {@link UsageError} when it throws away what it has no room for.
 */
export function dangersOf(promises: RedisPromises): string[] {
  const eviction = promises["maxmemory-policy"];
  if (eviction !== undefined && eviction !== "noeviction") {
    throw new UsageError(
      `This Redis has maxmemory-policy ${eviction}: short of memory, it would throw submissions ` +
        `away.\nMend it with: redis-cli config set maxmemory-policy noeviction`,
    );
  }
  const danger = durabilityDanger(promises);
  if (!danger) return [];
  return [`WARNING: acknowledged submissions may be lost. ${danger}\nStart it as ${HOW_TO_START}`];
}

function durabilityDanger({ appendonly, appendfsync }: RedisPromises): string | undefined {
  if (appendonly === undefined) {
    return "This Redis does not say whether it keeps a log: see that it has appendonly yes and appendfsync always.";
  }
  if (appendonly !== "yes") {
    return `This Redis has appendonly ${appendonly}: it keeps no log, and forgets what came after its last snapshot when it ends unexpectedly.`;
  }
  if (appendfsync === "always") return undefined;
  const howMuch = appendfsync === "everysec" ? "the last second or two" : "the last half minute";
  return `This Redis has appendfsync ${appendfsync}: it acknowledges before its log is synced, and a power cut takes ${howMuch}.`;
}
