/**
 * What every day of the course builds on: the file system, the errors and the codec.
 *
 * @module
 */
export * from "./codec.ts";
export { type NotImplemented, NotImplementedError } from "./errors.ts";
export {
  directoryOf,
  type FileHandle,
  type FileStat,
  type FileSystem,
  type OpenFlag,
  SYNCED_WRITES,
  syncDirectory,
} from "./file-system.ts";
export { nodeFs } from "./node-fs.ts";
