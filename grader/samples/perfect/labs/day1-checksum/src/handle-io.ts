import { type FileHandle, WalError } from "@wal-labs/core";

export async function writeFully(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0; ) {
    const { bytesWritten } = await handle.write(rest, 0, rest.length, null);
    if (bytesWritten < 1) throw new Error("the disk takes nothing more");
    rest = rest.subarray(bytesWritten);
  }
}

export async function readFully(
  handle: FileHandle,
  offset: number,
  size: number,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(size);
  const fill = async (filled: number): Promise<number> => {
    if (filled === size) return filled;
    const { bytesRead } = await handle.read(buffer, filled, size - filled, offset + filled);
    return bytesRead === 0 ? filled : fill(filled + bytesRead);
  };
  return buffer.subarray(0, await fill(0));
}

export function io<Result>(action: string, call: Promise<Result>): Promise<Result> {
  return call.catch((cause) => {
    throw new WalError("WAL_IO", `${action} did not work`, { cause });
  });
}
