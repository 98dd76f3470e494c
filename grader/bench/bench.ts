/**
 * `npm run bench -- grader`: what the grader's parts cost on this machine. `npm run bench -- lab`: how
 * long a student waits for the tests. `npm run bench -- replay`: how fast a log is read back. `npm run
 * bench -- append`: how fast records become durable. `npm run bench -- class 100`: how fast a class of so
 * many is graded.
 *
 * @module
 */
import Table from "cli-table3";
import { benchAppend } from "./append.ts";
import { benchClass } from "./class.ts";
import { benchGrader } from "./grader.ts";
import { benchLab } from "./lab.ts";
import type { Measurement } from "./measurement.ts";
import { benchReplay } from "./replay.ts";

const BENCHES: Readonly<
  Record<string, (args: readonly string[]) => Promise<readonly Measurement[]>>
> = {
  append: benchAppend,
  class: benchClass,
  grader: benchGrader,
  lab: benchLab,
  replay: benchReplay,
};

const [name = "grader", ...args] = process.argv.slice(2);
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
for (const { name, median, range, target } of await bench(args)) {
  table.push([name, median, range, target]);
}
console.log(table.toString());
