import type { FileHandle } from "@wal-labs/core";

// One call each, so that the race is all there is to see; exercise 1.5 makes short writes whole.

/** Looks up the end, then writes there. Between the two calls the end can move. */
//#region seek
export async function writeAtTheEnd(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  const { size } = await handle.stat();
  await handle.write(bytes, 0, bytes.length, size);
}
//#endregion seek

/** Lets the kernel find the end, in the same call that writes: the handle was opened with `a+`. */
//#region append
export async function writeInAppendMode(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  await handle.write(bytes, 0, bytes.length, null);
}
//#endregion append
