import { LogFile } from "@wal-labs/checksum";
import { type Fate, type PendingUnit, SimDisk } from "@wal-labs/core/sim";

/** Where the log lies. */
export const PATH = "/jobs.wal";
const SECTOR_SIZE = 512;

const mail = (to: string) =>
  new TextEncoder().encode(
    JSON.stringify({ to: `${to}@example.org`, subject: "Your order is on its way" }),
  );

/**
 * The disk after the power failed in the fourth append, when one sector had arrived and the next had
 * not.
 */
export async function tornInTheFourthAppend(): Promise<SimDisk> {
  const disk = new SimDisk();
  const log = await LogFile.open(PATH, { fs: disk });
  for (const [index, to] of ["ada", "bob", "eve"].entries()) {
    await log.append({ type: "enqueue", jobId: `job-${index + 1}`, payload: mail(to) });
  }
  let atPowerFailure = disk.snapshot();
  disk.beforeOperation(({ kind }) => {
    if (kind === "datasync") atPowerFailure = disk.snapshot();
  });
  await log.append({ type: "enqueue", jobId: "job-4", payload: mail("dan") });
  const fates = atPowerFailure.units.map(isFirstSectorOrSize);
  return atPowerFailure.crash({ kind: "power", fates });
}

function isFirstSectorOrSize({ kind, start = 0 }: PendingUnit): Fate {
  return kind === "size" || start < SECTOR_SIZE ? "new" : "old";
}

/** What `open` says about that disk. */
export async function refusal(disk: SimDisk): Promise<string> {
  return LogFile.open(PATH, { fs: disk }).then(
    () => "opened",
    (error: Error) => error.message,
  );
}
