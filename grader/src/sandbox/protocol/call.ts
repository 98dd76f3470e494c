/**
 * What a call does with what it finds at the end of its path. `reuse` calls it, and overwrites the
 * bytes it was given before the result is looked at, as a caller does that reuses its buffers.
 */
export const CallKind = { get: 0, call: 1, construct: 2, iterate: 3, reuse: 4 } as const;

export type CallKind = (typeof CallKind)[keyof typeof CallKind];

/**
 * The body of a call: from the target (a reference's id; 0 for the module's exports) along a path
 * of property names. A name that begins with `@@` is a well-known symbol.
 */
export type CallBody = readonly [
  kind: CallKind,
  target: number,
  path: readonly string[],
  args: readonly unknown[],
];

/** The body of a request: an operation on a disk, or on an open file of it (0 for none). */
export type RequestBody = readonly [
  disk: number,
  file: number,
  operation: string,
  args: readonly unknown[],
];

/** The number of a file that was handed over by itself: its reference's id takes the disk's place. */
export const LONE_FILE = 1;

/** The body of a boot: a script's id, its clock's time, its seed, and the disk behind `nodeFs`. */
export type BootBody = readonly [script: number, nowMs: number, seed: number, disk: number];

/** By name and not by description, which Node 20 has differently. */
const SYMBOLS = new Map<string, symbol>([
  ["@@asyncDispose", Symbol.asyncDispose],
  ["@@dispose", Symbol.dispose],
]);
const SYMBOL_NAMES = new Map([...SYMBOLS].map(([name, symbol]) => [symbol, name]));

/** How a property's name travels; nothing for a symbol that does not. */
export function pathNameOf(key: string | symbol): string | undefined {
  return typeof key === "symbol" ? SYMBOL_NAMES.get(key) : key;
}

/** The property that a name of a path means. */
export function propertyOf(name: string): string | symbol {
  return SYMBOLS.get(name) ?? name;
}
