/**
 * What a submission may weigh. An honest one is far below: the largest day has seven files of a few
 * kilobytes. Whatever is over a limit is refused, not cut off.
 */
export interface Limits {
  /** Bytes of the archive as handed in. */
  readonly archiveSize: number;
  /** Bytes a compressed tar may unpack to, counted as they come and whatever it says of itself. */
  readonly inflatedSize: number;
  /** Files, folders and links of any kind. */
  readonly entries: number;
  /** Source files taken. */
  readonly files: number;
  /** Bytes of one source file. */
  readonly fileSize: number;
  /** Bytes of all source files together. */
  readonly totalSize: number;
  /** Files in `tests/` taken, of all days together. Those over it are left out; the rest counts. */
  readonly tests: number;
  /** Bytes of all of them together. */
  readonly testsSize: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  archiveSize: 64 * MEBIBYTE,
  inflatedSize: 64 * MEBIBYTE,
  entries: 50_000,
  files: 100,
  fileSize: MEBIBYTE / 4,
  totalSize: 2 * MEBIBYTE,
  tests: 50,
  testsSize: MEBIBYTE / 2,
};
