/** How much a student's process may take. */
export interface ResourceLimits {
  /** Data segment and private mappings, in bytes: stops buffers, which V8's limit does not. */
  readonly memoryBytes: number;
  /** V8's old space, in MiB. */
  readonly heapMiB: number;
  /** Processor seconds in the whole life of the process. */
  readonly cpuSeconds: number;
}

/** Ample for a log, and little enough for several at a time on a small machine. */
export const DEFAULT_LIMITS: ResourceLimits = {
  memoryBytes: 512 * 1024 * 1024,
  heapMiB: 256,
  cpuSeconds: 600,
};

/** The name of a layer, by which it can be switched off. */
export type LayerName =
  | "bubblewrap"
  | "resource-limits"
  | "death-signal"
  | "permissions"
  | "empty-environment"
  | "heap-limit";

/** One of the walls around a student's process, on this machine. */
export interface Layer {
  readonly name: LayerName;
  /** What it keeps the process from, for a report. */
  readonly stops: string;
  /** Why it is not there; nothing when it is. */
  readonly inactive?: string;
}

/** What to start, with which arguments. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}
