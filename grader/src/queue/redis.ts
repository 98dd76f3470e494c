import { Redis } from "ioredis";
import { UsageError } from "../course/usage-error.ts";

/** Where Redis is looked for when nothing is said. */
export const DEFAULT_REDIS_URL = "redis://127.0.0.1:6379";

/** How a Redis must be started so that what it acknowledged survives a power cut. */
export const HOW_TO_START =
  "redis-server --appendonly yes --appendfsync always --maxmemory-policy noeviction";

const LONGEST_PAUSE_MS = 2000;
/** Only these are waited for. */
const wasThere = new WeakSet<Redis>();

/**
 * Connects. Once there, a Redis that goes away is waited for: commands wait with it, none is lost and
 * none fails.
 *
 * @param url `redis://…`, `rediss://…` or the absolute path of a socket.
 * @param say is told when it goes away and when it is back.
 * @throws a {@link UsageError} when there is none.
 */
export async function connectRedis(url: string, say: (line: string) => void): Promise<Redis> {
  if (!/^(?:rediss?:\/\/|\/)/.test(url)) {
    throw new UsageError(`${shown(url)} is no address of a Redis: it starts with redis://.`);
  }
  let reason = "it closed the connection";
  const redis: Redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5000,
    maxRetriesPerRequest: null,
    retryStrategy: (times): number | null =>
      wasThere.has(redis) ? Math.min(times * 100, LONGEST_PAUSE_MS) : null,
  });
  redis.on("error", (error: Error) => {
    reason = error.message || reason;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw new UsageError(notThere(url, error instanceof Error ? error.message : reason, reason));
  }
  wasThere.add(redis);
  tellOfAbsence(redis, url, say);
  return redis;
}

/** An address without its password. */
export function shown(url: string): string {
  return url.replace(/\/\/[^@/]*@/, "//…@");
}

function notThere(url: string, message: string, reason: string): string {
  const why = message === "Connection is closed." ? reason : message;
  return `There is no Redis at ${shown(url)}: ${why}\nTo start one: ${HOW_TO_START}`;
}

function tellOfAbsence(redis: Redis, url: string, say: (line: string) => void): void {
  let isAway = false;
  redis.on("reconnecting", () => {
    if (!isAway) say(`The Redis at ${shown(url)} is away: waiting for it.`);
    isAway = true;
  });
  redis.on("ready", () => {
    if (isAway) say(`The Redis at ${shown(url)} is back.`);
    isAway = false;
  });
}
