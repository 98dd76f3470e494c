import { createHash } from "node:crypto";
import { join, relative, resolve } from "node:path";
import { QueueError } from "./queue-error.ts";

/** The least that an operating system of today takes, which is macOS's. */
const MAX_BYTES = 103;

/**
 * Where the runner of the queue in a folder listens: a Unix domain socket in that folder, on Windows a
 * named pipe.
 *
 * @throws a {@link QueueError} `QUEUE_INVALID` when the path is longer than a socket's may be.
 */
export function socketPath(directory: string): string {
  const folder = resolve(directory);
  if (process.platform === "win32") {
    const name = createHash("sha256").update(folder.toLowerCase()).digest("hex").slice(0, 32);
    return `\\\\.\\pipe\\wal-labs-queue-${name}`;
  }
  const path = join(folder, "queue.sock");
  const shorter = relative(process.cwd(), path);
  const fitting = [path, shorter].find((each) => Buffer.byteLength(each) <= MAX_BYTES);
  if (fitting) return fitting;
  throw new QueueError(
    "QUEUE_INVALID",
    `${path} is too long for a socket, of ${MAX_BYTES} bytes at most: go nearer, or move the queue.`,
  );
}
