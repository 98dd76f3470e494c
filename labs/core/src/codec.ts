/**
 * The codec alone: no file system, nothing of Node's, so it runs in a browser too.
 *
 * @module
 */
export { readUint64, viewOf, writeUint64 } from "./bytes.ts";
export { WalError, type WalErrorCode } from "./errors.ts";
export {
  DEFAULT_MAX_RECORD_SIZE,
  encodeFrame,
  encodeFrameInto,
  FRAME_CRC_OFFSET,
  FRAME_HEADER_SIZE,
  type Frame,
  type FrameFlaw,
  frameSize,
  LAST_OF_BATCH,
  type ParsedFrame,
  SEAL_TYPE,
} from "./frame.ts";
export { FrameCursor, parseFrame } from "./frame-cursor.ts";
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
