/**
 * What every day of the course builds on: the file system, the errors and the codec.
 *
 * @module
 */
export { readUint64, viewOf, writeUint64 } from "./bytes.ts";
export {
  type NotImplemented,
  NotImplementedError,
  WalError,
  type WalErrorCode,
} from "./errors.ts";
export {
  directoryOf,
  type FileHandle,
  type FileStat,
  type FileSystem,
  type OpenFlag,
  syncDirectory,
} from "./file-system.ts";
export {
  DEFAULT_MAX_RECORD_SIZE,
  encodeFrame,
  FRAME_CRC_OFFSET,
  FRAME_HEADER_SIZE,
  type Frame,
  type FrameFlaw,
  frameSize,
  LAST_OF_BATCH,
  type ParsedFrame,
  parseFrame,
  SEAL_TYPE,
} from "./frame.ts";
export { nodeFs } from "./node-fs.ts";
export {
  encodeSegmentHeader,
  FORMAT_VERSION,
  type ParsedSegmentHeader,
  parseSegmentHeader,
  SEGMENT_CRC_OFFSET,
  SEGMENT_HEADER_SIZE,
  type SegmentHeader,
  type SegmentHeaderFlaw,
} from "./segment-header.ts";
