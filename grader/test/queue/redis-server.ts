import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

/** Whether there is a Redis to test with. Without one, tests of the queue say loudly that they skip. */
export const hasRedis: boolean = spawnSync("redis-server", ["--version"]).status === 0;

if (!hasRedis) {
  console.warn("WARNING: there is no redis-server here. The queue mode is NOT TESTED.");
}

/** For the names of tests that need it. */
export const QUEUE = hasRedis ? "the queue" : "the queue (SKIPPED: there is no redis-server)";

/** Ends Redis when this process is gone, however it went. */
const GUARD = 'redis-server "$@" & trap "kill -9 $!" EXIT; cat > /dev/null';

/** A Redis of one's own: on a socket, in a folder that goes with it, with every write synced. */
export class RedisServer {
  readonly folder: string;
  readonly url: string;
  #guard: ChildProcess | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.url = join(folder, "redis.sock");
  }

  static async start(settings: readonly string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await mkdtemp(join(tmpdir(), "wal-redis-")));
    await server.resume(settings);
    return server;
  }

  /** Starts it again on what it has on disk. */
  async resume(settings: readonly string[] = []): Promise<void> {
    const place = ["--port", "0", "--unixsocket", this.url, "--dir", this.folder, "--save", ""];
    const durable = ["--appendonly", "yes", "--appendfsync", "always"];
    this.#guard = spawn("sh", ["-c", GUARD, "redis-server", ...place, ...durable, ...settings], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    const redis = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    redis.on("error", () => undefined);
    await redis.ping();
    redis.disconnect();
  }

  /** Kills it where it stands. */
  async kill(): Promise<void> {
    if (!this.#guard) return;
    const gone = once(this.#guard, "exit");
    this.#guard.stdin?.end();
    await gone;
    this.#guard = undefined;
    await sleep(50);
    await rm(this.url, { force: true });
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
