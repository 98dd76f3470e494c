/** A key as text, so that a `Map` can compare it: one character for each byte. */
export function keyText(key: Uint8Array): string {
  return Array.from(key, (byte) => String.fromCharCode(byte)).join("");
}
