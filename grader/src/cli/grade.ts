/**
 * `npm run grade`: everything an instructor does with submissions, a command each.
 *
 * @module
 */
import { Command } from "commander";
import { runCommand } from "./grade/exit.ts";
import { submissionsCommand } from "./grade/submissions-command.ts";

const program = new Command("npm run grade --")
  .description("Grades submissions; without any, the samples that come with the course.")
  .addCommand(submissionsCommand(), { isDefault: true });
for (const command of [program, ...program.commands]) command.exitOverride();

await runCommand(program);
