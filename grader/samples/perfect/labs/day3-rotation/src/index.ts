/**
 * Day 3: one log in many files, and how to be rid of the old ones.
 *
 * @module
 */
export {
  archiveSegment,
  type Checkpoint,
  openArchived,
  publish,
  readCheckpoint,
  segmentName,
  segmentNames,
  segmentNumber,
  writeCheckpoint,
} from "./files.ts";
export {
  type BatchOutcome,
  type CleanerOptions,
  rotateSimply,
  runCleaner,
  SegmentedLog,
  type SegmentedLogOptions,
  type SegmentHandler,
  type SegmentInfo,
  type SegmentOptions,
  type SegmentPosition,
} from "./log.ts";
export {
  type SegmentCase,
  type SegmentFindings,
  type Survey,
  type SurveyedSegment,
  segmentCaseOf,
  survey,
} from "./survey.ts";
