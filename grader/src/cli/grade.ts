/**
 * `npm run grade`: everything an instructor does with submissions, a command each.
 *
 * @module
 */
import { Command } from "commander";
import { runCommand } from "./grade/exit.ts";

const DEFAULT = "submissions";

/** Only what is asked for is loaded: a compiler, charts or a client of Redis take their time. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  submissions: async () => (await import("./grade/submissions-command.ts")).submissionsCommand(),
  class: async () => (await import("./grade/class-command.ts")).classCommand(),
  merge: async () => (await import("./grade/merge-command.ts")).mergeCommand(),
  compare: async () => (await import("./grade/compare-command.ts")).compareCommand(),
  export: async () => (await import("./grade/export-command.ts")).exportCommand(),
  replay: async () => (await import("./grade/replay-command.ts")).replayCommand(),
  serve: async () => (await import("./grade/serve-command.ts")).serveCommand(),
  worker: async () => (await import("./grade/worker-command.ts")).workerCommand(),
  submit: async () => (await import("./grade/submit-command.ts")).submitCommand(),
  similar: async () => (await import("./grade/similar-command.ts")).similarCommand(),
};

const [asked = DEFAULT] = process.argv.slice(2);
const isHelp = ["help", "--help", "-h"].includes(asked);
const names = isHelp ? Object.keys(COMMANDS) : [Object.hasOwn(COMMANDS, asked) ? asked : DEFAULT];

const program = new Command("npm run grade --").description(
  "Grades submissions; without any, the samples that come with the course.",
);
for (const name of names) {
  const command = await COMMANDS[name]?.();
  if (command) program.addCommand(command, { isDefault: name === DEFAULT });
}
for (const command of [program, ...program.commands]) command.exitOverride();

await runCommand(program);
