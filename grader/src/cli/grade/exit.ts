import { type Command, CommanderError } from "commander";
import { UsageError } from "../../course/usage-error.ts";

/** How `npm run grade` ends, whatever it was asked for. */
export const EXIT = {
  /** Done, whatever the marks. */
  done: 0,
  /** It was done, and what it was asked about does not hold: replays that differ, marks that changed. */
  differs: 1,
  /** A wrong command line, or a file that is not what it should be. Nothing was changed. */
  usage: 2,
  /** The grader itself failed, be it for one submission. */
  graderError: 3,
} as const;

/** Runs a program of commands. Its exit code is in `process.exitCode` afterwards. */
export async function runCommand(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
      return;
    }
    const isUsage = error instanceof UsageError;
    const message = error instanceof Error ? error.message : String(error);
    console.error(isUsage ? message : `The grader failed: ${message}`);
    process.exitCode = isUsage ? EXIT.usage : EXIT.graderError;
  }
}
