import { type FileHandle, syncDirectory } from "@wal-labs/core";
import { exploreCrashes, type Journal, type SimDisk, tellStory } from "@wal-labs/core/sim";

const PATH = "/jobs.log";

//#region note
/** Notes a job, and forgets to sync. */
async function note(file: FileHandle, job: string): Promise<void> {
  const line = new TextEncoder().encode(`${job}\n`);
  await file.write(line, 0, line.length, null);
}
//#endregion note

async function workload(disk: SimDisk, journal: Journal, jobs: readonly string[]): Promise<void> {
  const file = await disk.open(PATH, "a+");
  await file.datasync();
  await syncDirectory(disk, "/");
  for (const job of jobs) {
    journal.attempt(job);
    await note(file, job);
    journal.acknowledge(job);
  }
  await file.close();
}

async function recover(disk: SimDisk, journal: Journal): Promise<string> {
  const file = await disk.open(PATH, "a+");
  const bytes = new Uint8Array((await file.stat()).size);
  await file.read(bytes, 0, bytes.length, 0);
  await file.close();
  const recovered = new TextDecoder().decode(bytes);
  const missing = journal.acknowledged.find((job) => !recovered.split("\n").includes(job));
  if (missing === undefined) return recovered;
  const broken = new Error(`${missing} was acknowledged and is not there.`);
  throw Object.assign(broken, { invariant: "O1", recovered: JSON.stringify(recovered) });
}

/** The smallest crash that loses a promised job, told as a story. */
export async function forgetfulStory(): Promise<string> {
  const steps = ["job-1", "job-2", "job-3"];
  const { violation } = await exploreCrashes({ steps, workload, recover });
  if (!violation) throw new Error("A log that never syncs lost nothing.");
  return tellStory(violation.story);
}
