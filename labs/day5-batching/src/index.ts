/**
 * Day 5: group commit, tools that look at a log, and measuring.
 *
 * @module
 */
export { type BackgroundSyncOptions, runBackgroundSync } from "./background-sync.ts";
export { type DumpOptions, dump } from "./dump.ts";
export type { DumpedRecord, JsonBytes } from "./dumped-record.ts";
export { type AppendOptions, GroupCommitLog } from "./group-commit.ts";
export type { GroupCommitOptions } from "./group-options.ts";
export { type InspectedPlace, type Inspection, inspect } from "./inspect.ts";
export type { Field } from "./inspected-fields.ts";
export { type InspectionTextOptions, inspectionText } from "./inspection-text.ts";
export type { ToolOptions } from "./log-source.ts";
export { type ByteCounts, type Stats, stats } from "./stats.ts";
export { type Damage, type Validation, validate, type Whole } from "./validate.ts";
export {
  type BatchChannel,
  type BatchReport,
  describeBatch,
  type Metrics,
} from "./writer-metrics.ts";
