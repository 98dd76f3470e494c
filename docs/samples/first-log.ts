import { type Entry, LogFile } from "@wal-labs/checksum";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Writes the file that the format page takes apart: three records, and the seal of a clean close. */
export async function writeExample(path: string): Promise<void> {
  //#region write
  await using log = await LogFile.open(path);
  await log.append({ type: "enqueue", jobId: "job-7", payload: bytes('{"to":"ada"}') });
  await log.append({ type: "put", key: bytes("k"), value: bytes("") });
  await log.append({ type: "delete", key: bytes("k") });
  //#endregion write
}

/** Appends an `ack` and reads it back by its position. */
export async function readBack(path: string): Promise<Entry> {
  //#region read
  await using log = await LogFile.open(path);
  const position = await log.append({ type: "ack", jobId: "job-7" });
  return await log.read(position);
  //#endregion read
}
