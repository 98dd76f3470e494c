import { Command } from "commander";
import type { ServeOptions } from "../../queue/serve.ts";
import { dayFrom, existingOne } from "./arguments.ts";
import { queueOptions, untilStopped, VOICE } from "./queue-options.ts";

/** `npm run grade -- serve`: keeps the book of a class whose submissions arrive all day. */
export function serveCommand(): Command {
  const command = new Command("serve")
    .description("keep the book of submissions that arrive all day, judged by workers")
    .requiredOption("--book <folder>", "the folder of the class's book, made if missing")
    .option(
      "--policy <file>",
      "what students see and when, by default grader/policy.json",
      existingOne,
    )
    .option("--lab <day>", "grade this day only, 1 to 5", dayFrom)
    .option("--own-foundation", "let later days build on the student's earlier ones")
    .option("--take-over", "serve the queue though it was served for another course or book");
  return queueOptions(command).action(async (options: ServeOptions) => {
    // Other commands need neither Redis nor the judge, and start faster without them.
    const { serve } = await import("../../queue/serve.ts");
    await untilStopped((signal) => serve(options, signal, VOICE));
  });
}
