import type { PlantedBug } from "../planted-bug.ts";
import { APPEND_BUGS } from "./append.ts";
import { CHECKSUM_BUGS } from "./checksum.ts";
import { CLOSE_BUGS } from "./close.ts";
import { ERROR_BUGS } from "./errors.ts";
import { HANDLE_IO_BUGS } from "./handle-io.ts";
import { OPEN_BUGS } from "./open.ts";
import { READ_BUGS } from "./read.ts";
import { RECORD_BUGS } from "./records.ts";

/** The mistakes of day 1, in the order of its exercises. */
export const DAY1_BUGS: readonly PlantedBug[] = [
  ...RECORD_BUGS,
  ...CHECKSUM_BUGS,
  ...ERROR_BUGS,
  ...HANDLE_IO_BUGS,
  ...OPEN_BUGS,
  ...APPEND_BUGS,
  ...READ_BUGS,
  ...CLOSE_BUGS,
];
