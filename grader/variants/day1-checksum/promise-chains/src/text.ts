import { WalError } from "@wal-labs/core";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 of a text. @throws `WAL_INVALID_ARGUMENT` unless it is well-formed Unicode. */
export function encodeText(text: string): Uint8Array {
  if (typeof text !== "string" || !text.isWellFormed()) {
    throw new WalError("WAL_INVALID_ARGUMENT", "A text is not well-formed Unicode.");
  }
  return encoder.encode(text);
}

/** The text of UTF-8 bytes. @throws `WAL_CORRUPTED` when they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new WalError("WAL_CORRUPTED", "A text is not UTF-8.", { cause });
  }
}
