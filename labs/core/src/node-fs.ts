import * as promises from "node:fs/promises";
import type { FileSystem } from "./file-system.ts";

/** The machine's own file system: `node:fs/promises`, unchanged. */
export const nodeFs: FileSystem = promises;
