/**
 * `npm run grade`: everything an instructor does with submissions, a command each.
 *
 * @module
 */
import { Command } from "commander";
import { classCommand } from "./grade/class-command.ts";
import { compareCommand } from "./grade/compare-command.ts";
import { runCommand } from "./grade/exit.ts";
import { exportCommand } from "./grade/export-command.ts";
import { mergeCommand } from "./grade/merge-command.ts";
import { replayCommand } from "./grade/replay-command.ts";
import { serveCommand } from "./grade/serve-command.ts";
import { similarCommand } from "./grade/similar-command.ts";
import { submissionsCommand } from "./grade/submissions-command.ts";
import { submitCommand } from "./grade/submit-command.ts";
import { workerCommand } from "./grade/worker-command.ts";

const program = new Command("npm run grade --")
  .description("Grades submissions; without any, the samples that come with the course.")
  .addCommand(submissionsCommand(), { isDefault: true })
  .addCommand(classCommand())
  .addCommand(mergeCommand())
  .addCommand(compareCommand())
  .addCommand(exportCommand())
  .addCommand(replayCommand())
  .addCommand(serveCommand())
  .addCommand(workerCommand())
  .addCommand(submitCommand())
  .addCommand(similarCommand());
for (const command of [program, ...program.commands]) command.exitOverride();

await runCommand(program);
