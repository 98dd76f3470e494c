/**
 * Replays the log that its argument names, and prints the most memory it had resident, in bytes.
 *
 * @module
 */
import { replay } from "@wal-labs/solution-replay";

const [path = ""] = process.argv.slice(2);
let peak = 0;
let count = 0;
const { lastSequence } = await replay(path, () => {
  count += 1;
  if (count % 1000 === 0) peak = Math.max(peak, process.memoryUsage.rss());
});
if (count === 0 || count !== lastSequence) throw new Error(`${count} records of ${lastSequence}.`);
console.log(peak);
