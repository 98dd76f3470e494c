/**
 * The commands of the queue alone: with all the others, each process of a test would load the report
 * pages and their charts, too.
 *
 * @module
 */
import { Command } from "commander";
import { runCommand } from "../../src/cli/grade/exit.ts";
import { serveCommand } from "../../src/cli/grade/serve-command.ts";
import { submitCommand } from "../../src/cli/grade/submit-command.ts";
import { workerCommand } from "../../src/cli/grade/worker-command.ts";

// Whoever started this is gone when its end of the pipe is: then this must not stay behind.
process.stdin.resume().on("end", () => process.kill(process.pid, "SIGKILL"));
process.stdin.unref?.();

const program = new Command("grade")
  .addCommand(serveCommand())
  .addCommand(workerCommand())
  .addCommand(submitCommand());
for (const command of [program, ...program.commands]) command.exitOverride();

await runCommand(program);
