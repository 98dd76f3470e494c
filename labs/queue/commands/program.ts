import { Command } from "commander";
import { drainCommand } from "./drain-command.ts";
import { enqueueCommand } from "./enqueue-command.ts";
import { EXIT_HELP } from "./exit.ts";
import { runCommand } from "./run-command.ts";
import { statusCommand } from "./status-command.ts";

/** The command with its subcommands. Rejects with a `CommanderError` instead of exiting. */
export function program(): Command {
  const queue = new Command("queue")
    .description("A job queue whose acknowledged jobs survive a kill.")
    .addHelpText("after", EXIT_HELP);
  for (const command of [runCommand(), enqueueCommand(), statusCommand(), drainCommand()]) {
    queue.addCommand(command.allowExcessArguments(false).exitOverride());
  }
  return queue.exitOverride();
}
