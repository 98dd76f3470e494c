import { type Stats, stats } from "@wal-labs/batching";
import { Command } from "commander";
import { PATH_ARGUMENT } from "./arguments.ts";
import { jsonLine, print, row } from "./output.ts";

/** `wal stats` */
export function statsCommand(): Command {
  return new Command("stats")
    .description("Counts records, batches, segments and bytes.")
    .argument(...PATH_ARGUMENT)
    .option("--json", "print it as JSON")
    .action(run);
}

async function run(path: string, { json = false }: { json?: boolean }): Promise<void> {
  const found = await stats(path);
  await print(json ? jsonLine(found) : textOf(found));
}

function textOf(found: Stats): string {
  const { bytes, overhead, firstSequence, lastSequence, earliest, latest } = found;
  return [
    row("segments", found.segments),
    row("sealed", found.sealed ? "yes" : "no"),
    row("records", `${found.records} in ${found.batches} batches`),
    ...Object.entries(found.recordsByType).map(([type, records]) => row(`  ${type}`, records)),
    row("sequences", found.records === 0 ? "none" : `${firstSequence} to ${lastSequence}`),
    row("time", found.records === 0 ? "none" : `${earliest} to ${latest}`),
    row("bytes", bytes.total),
    row("  payload", bytes.payload),
    row("  headers", bytes.headers),
    row("  padding", bytes.padding),
    row("  zeros", bytes.zeros),
    row("  tail", bytes.tail),
    row("overhead", overhead === null ? "none" : `${overhead.toFixed(2)} for each byte of payload`),
  ].join("\n");
}
