/**
 * Day 3: one log in many files, and how to be rid of the old ones.
 *
 * @module
 */
export { archiveSegment, openArchived } from "./archive.ts";
export { type Checkpoint, readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
export { type CleanerOptions, runCleaner } from "./cleaner.ts";
export type {
  BatchOutcome,
  SegmentedLogOptions,
  SegmentHandler,
  SegmentPosition,
} from "./log-options.ts";
export type { SegmentInfo, SegmentOptions } from "./open-segments.ts";
export { publish } from "./published-file.ts";
export { segmentName, segmentNames, segmentNumber } from "./segment-name.ts";
export { type SegmentCase, type SegmentFindings, segmentCaseOf } from "./segment-table.ts";
export { SegmentedLog } from "./segmented-log.ts";
export { rotateSimply } from "./simple-rotation.ts";
export { type Survey, type SurveyedSegment, survey } from "./survey.ts";
