import { Command } from "commander";
import { existingOne } from "./arguments.ts";
import { queueOptions, VOICE } from "./queue-options.ts";

interface Options {
  readonly student: string;
  readonly redis: string;
  readonly queue: string;
  readonly wait?: boolean;
}

/** `npm run grade -- submit`: hands one submission in. */
export function submitCommand(): Command {
  const command = new Command("submit")
    .description("hand in a submission, to be judged by workers and kept by serve")
    .argument("<submission>", "a folder, .zip or .tar.gz", existingOne)
    .requiredOption("--student <name>", "whose it is")
    .option("--wait", "wait until it is in the book, and print what the student may see");
  return queueOptions(command).action(async (path: string, options: Options) => {
    const { submit } = await import("../../queue/submit.ts");
    await submit(path, options, VOICE);
  });
}
