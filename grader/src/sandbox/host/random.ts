/** A source of repeatable random 32-bit integers (splitmix32). */
export function randomIntegers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0_aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a_2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/** The part of Web Crypto that a log needs, repeatable. */
export function seededCrypto(next: () => number): object {
  const fill = (bytes: Uint8Array) => {
    for (let index = 0; index < bytes.length; index++) bytes[index] = next();
  };
  return {
    getRandomValues(array: unknown) {
      if (!ArrayBuffer.isView(array)) throw new TypeError("getRandomValues takes a typed array.");
      fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return array;
    },
    randomUUID() {
      const bytes = Buffer.alloc(16);
      fill(bytes);
      const digits = bytes
        .toString("hex")
        .replace(/^(.{12})./, "$14")
        .replace(/^(.{16})./, "$18");
      return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    },
  };
}
