/**
 * Day 5: group commit, tools that look at a log, and measuring.
 *
 * @module
 */
export { type BackgroundSyncOptions, runBackgroundSync } from "./background-sync.ts";
export { type AppendOptions, GroupCommitLog } from "./group-commit.ts";
export type { GroupCommitOptions } from "./group-options.ts";
export { type DumpOptions, dump } from "./tools/dump.ts";
export type { DumpedRecord, JsonBytes } from "./tools/dumped-record.ts";
export { type InspectedPlace, type Inspection, inspect } from "./tools/inspect.ts";
export type { Field } from "./tools/inspected-fields.ts";
export { type InspectionTextOptions, inspectionText } from "./tools/inspection-text.ts";
export type { ToolOptions } from "./tools/log-source.ts";
export type { Damage, Validation, Whole } from "./tools/log-verdict.ts";
export { type ByteCounts, type Stats, stats } from "./tools/stats.ts";
export { validate } from "./tools/validate.ts";
export {
  type BatchChannel,
  type BatchReport,
  describeBatch,
  type Metrics,
} from "./writer-metrics.ts";
