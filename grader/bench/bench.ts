/**
 * `npm run bench -- grader`: what the grader's parts cost on this machine. `npm run bench -- lab`: how
 * long a student waits for the tests. `npm run bench -- replay`: how fast a log is read back. `npm run
 * bench -- append`: how fast records become durable.
 *
 * @module
 */
import Table from "cli-table3";
import { benchAppend } from "./append.ts";
import { benchGrader } from "./grader.ts";
import { benchLab } from "./lab.ts";
import type { Measurement } from "./measurement.ts";
import { benchReplay } from "./replay.ts";

const BENCHES: Readonly<Record<string, () => Promise<readonly Measurement[]>>> = {
  append: benchAppend,
  grader: benchGrader,
  lab: benchLab,
  replay: benchReplay,
};

const [name = "grader"] = process.argv.slice(2);
const bench = BENCHES[name];
if (!bench) {
  console.error(
    `There is no benchmark ${JSON.stringify(name)}: ${Object.keys(BENCHES).join(", ")}.`,
  );
  process.exit(2);
}
const table = new Table({
  head: ["measurement", "median", "range", "target"],
  style: { head: [], compact: true },
});
for (const { name, median, range, target } of await bench()) {
  table.push([name, median, range, target]);
}
console.log(table.toString());
