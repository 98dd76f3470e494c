/**
 * The command `queue`: a job queue on your log. Whatever it has acknowledged survives a kill.
 *
 *     npx queue run|enqueue|status|drain --data DIR
 */
import { EXIT, exitOf } from "./commands/exit.ts";
import { program } from "./commands/program.ts";

// Whoever reads our output may stop reading. What is durable stays so, whether or not it was read.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.fine : EXIT.error);
});

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = exitOf(error);
}
