/**
 * The command `wal`: looks at a log with your tools of day 5, and never writes to it.
 *
 *     npx wal dump|validate|stats|inspect FILE|DIR
 */
import { EXIT, exitOf } from "./wal/exit.ts";
import { program } from "./wal/program.ts";

// Whoever reads our output may stop reading: `wal dump LOG | head` is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.fine : EXIT.error);
});

try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = exitOf(error);
}
