/**
 * Appends to a log for ever, as fast as it can, and says on standard output what is durable: `ready`
 * once the log is open, then the label of each record, a line each. Its parent kills it.
 *
 *     writer-program LOG PATH SEED
 *
 * @module
 */
import { writeSync } from "node:fs";
import { nodeFs } from "@wal-labs/core";
import { DRIVEN_LOGS, type DrivenLogName } from "./driven-logs.ts";
import { killedLabel } from "./killed-label.ts";

const STANDARD_OUTPUT = 1;

const [name = "", path = "", seed = ""] = process.argv.slice(2);
const log = DRIVEN_LOGS[name as DrivenLogName];
const found = await log.recoverAndRead(nodeFs, path);
const writer = await log.startWriter(nodeFs, path, "always");
say("ready");
for (let index = found.length; ; index++) {
  const label = killedLabel(Number(seed), index);
  await writer.append(label);
  say(label);
}

/** The line is in the pipe when this returns: no kill can take it back. */
function say(line: string): void {
  writeSync(STANDARD_OUTPUT, `${line}\n`);
}
