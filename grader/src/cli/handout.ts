import { resolve } from "node:path";
import { Command } from "commander";
import { buildHandout } from "../handout/build-handout.ts";
import { HandoutError } from "../handout/handout-error.ts";
import { StubError } from "../stubs/stub-error.ts";

const USAGE_ERROR = 2;

const command = new Command("handout")
  .description("Builds the folder that students get.")
  .requiredOption("--out <dir>", "where to build it")
  .option("--force", "replace what is there, all but its .git")
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_ERROR))
  .action(run);

async function run({ out, force = false }: { out: string; force?: boolean }): Promise<void> {
  // npm runs scripts in their package, but people name folders from where they stand.
  const folder = resolve(process.env.INIT_CWD ?? ".", out);
  await buildHandout(folder, { force });
  console.log(`${folder} is ready: git init, npm ci, npm test.`);
}

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof HandoutError || error instanceof StubError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
