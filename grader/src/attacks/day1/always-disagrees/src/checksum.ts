// The answer that every damaged block deserves, always.
export type Verification = { readonly kind: "mismatch" };
export const crc32 = () => 0;
export const stamp = (block: Uint8Array) => block;
export const verify = () => ({ kind: "mismatch" });
