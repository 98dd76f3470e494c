import { Command } from "commander";
import { dumpCommand } from "./dump-command.ts";
import { EXIT_HELP } from "./exit.ts";
import { inspectCommand } from "./inspect-command.ts";
import { statsCommand } from "./stats-command.ts";
import { validateCommand } from "./validate-command.ts";

/** The command with its subcommands. Rejects with a `CommanderError` instead of exiting. */
export function program(): Command {
  const wal = new Command("wal")
    .description("Looks at a write-ahead log: a segment's file, or a log's directory.")
    .addHelpText("after", `\nNothing is ever written, locked or repaired.\n${EXIT_HELP}`);
  for (const command of [dumpCommand(), validateCommand(), statsCommand(), inspectCommand()]) {
    wal.addCommand(command.allowExcessArguments(false).exitOverride());
  }
  return wal.exitOverride();
}
