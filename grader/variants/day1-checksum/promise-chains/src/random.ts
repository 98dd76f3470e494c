/** Bytes that nobody can foresee. */
export function randomBytes(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(size));
}

/** An unsigned integer of 32 bits that nobody can foresee. */
export function randomUint32(): number {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1));
  return number;
}
