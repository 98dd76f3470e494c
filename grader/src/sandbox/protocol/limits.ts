/** Bytes of a frame after its length. A peer that announces more is cut off. */
export const MAX_FRAME_SIZE = 64 * 1024 * 1024;
/** Bytes after which a batch is sent without waiting for the end of the tick. */
export const FULL_BATCH_SIZE = 1024 * 1024;
/** How deep arrays, objects and causes may nest. */
export const MAX_DEPTH = 32;
/** Elements of all arrays, objects, maps and sets of one message together. */
export const MAX_ELEMENTS = 1_000_000;
/** Hexadecimal digits of a bigint. */
export const MAX_BIGINT_DIGITS = 128;
