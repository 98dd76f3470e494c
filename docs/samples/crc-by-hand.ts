/**
 * CRC-32 (IEEE) one bit at a time, and the register after each byte: slow, and nothing is hidden.
 * `seed` is the CRC of what came before, or a salt. The result is the last register, inverted.
 */
//#region registers
export function registers(bytes: Uint8Array, seed = 0): number[] {
  let register = ~seed >>> 0;
  return Array.from(bytes, (byte) => {
    register = (register ^ byte) >>> 0;
    for (let bit = 0; bit < 8; bit++) {
      const lowBit = register & 1;
      register >>>= 1;
      if (lowBit) register = (register ^ 0xedb88320) >>> 0;
    }
    return register;
  });
}
//#endregion registers

/** The CRC that {@link registers} ends with. */
export function crcByHand(bytes: Uint8Array, seed = 0): number {
  return ~(registers(bytes, seed).at(-1) ?? ~seed) >>> 0;
}
