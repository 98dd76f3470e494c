// Answers whose keys would change the prototypes of whoever copies them, or throw when looked at.
const poison = '{"__proto__":{"kind":"match","verdict":"pass"},"constructor":{"prototype":{"kind":"match"}}}';
export type Verification = any;
export const verify: any = () => JSON.parse(poison);
export const stamp: any = () => ({
  get kind() {
    throw Object.assign(new Error("looked"), JSON.parse(poison), { stack: {}, message: 1, cause: 1n });
  },
});
export const crc32: any = () => Object.create(null, { toString: { value: 1, enumerable: true } });
