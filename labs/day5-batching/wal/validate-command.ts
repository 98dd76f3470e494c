import { type Validation, validate } from "@wal-labs/batching";
import { Command } from "commander";
import { PATH_ARGUMENT } from "./arguments.ts";
import { EXIT, EXIT_HELP } from "./exit.ts";
import { jsonLine, print } from "./output.ts";

/** `wal validate` */
export function validateCommand(): Command {
  return new Command("validate")
    .description("Says whether the log is clean, torn or corrupt, and where.")
    .argument(...PATH_ARGUMENT)
    .option("--json", "print it as JSON")
    .addHelpText("after", EXIT_HELP)
    .action(run);
}

async function run(path: string, { json = false }: { json?: boolean }): Promise<void> {
  const found = await validate(path);
  await print(json ? jsonLine(found) : textOf(found));
  process.exitCode = found.kind === "clean" ? EXIT.fine : EXIT[found.kind];
}

function textOf(found: Validation): string {
  const { kind, segments, lastSequence } = found;
  if (kind === "clean") {
    const files = segments === 1 ? "1 segment" : `${segments} segments`;
    return `clean: ${files}, last record ${lastSequence}, ${found.sealed ? "" : "not "}sealed`;
  }
  const { segment, offset, sequence, reason, affectedBytes } = found;
  const place = `${segment} at byte ${offset}, record ${sequence}`;
  return `${kind}: ${place}: ${reason} (${affectedBytes} bytes from there to the end of the file)`;
}
