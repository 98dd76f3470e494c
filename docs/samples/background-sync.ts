import { GroupCommitLog, runBackgroundSync } from "@wal-labs/batching";
import type { FileSystem } from "@wal-labs/core";

/** Counts clicks, of which a crash may take the last tenth of a second. All are durable when it resolves. */
export async function countClicks(
  fs: FileSystem,
  directory: string,
  clicks: AsyncIterable<Uint8Array>,
): Promise<void> {
  //#region clicks
  await using log = await GroupCommitLog.open(directory, { fs, sync: "manual" });
  const controller = new AbortController();
  const syncing = runBackgroundSync(log, { intervalMs: 100, signal: controller.signal });
  for await (const click of clicks) await log.append({ type: "put", key: click, value: click });
  controller.abort();
  await syncing; // after a last sync
  //#endregion clicks
}
