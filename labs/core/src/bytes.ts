/** A view for reading and writing numbers in `bytes`. Make one a buffer, not one a number. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Reads a 64-bit little-endian unsigned integer as a number.
 * Above `Number.MAX_SAFE_INTEGER` the result is rounded, so callers check `Number.isSafeInteger`.
 */
export function readUint64(view: DataView, offset: number): number {
  return view.getUint32(offset + 4, true) * 0x1_0000_0000 + view.getUint32(offset, true);
}

/** Writes a safe, non-negative integer as 64 bits, little-endian. */
export function writeUint64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value >>> 0, true);
  view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true);
}

/** True when each byte of `view` in `[start, end)` is zero. */
export function isZero(view: DataView, start: number, end: number): boolean {
  for (let offset = start; offset < end; offset++) {
    if (view.getUint8(offset) !== 0) return false;
  }
  return true;
}
