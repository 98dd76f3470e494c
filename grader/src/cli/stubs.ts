import { Command } from "commander";
import { diffLines } from "../stubs/line-diff.ts";
import { applyStubChanges, findStubChanges, type StubChange } from "../stubs/stub-changes.ts";
import { StubError } from "../stubs/stub-error.ts";

const USAGE_ERROR = 2;

const command = new Command("stubs")
  .description("Derives the labs from the solutions.")
  .option("--check", "change nothing; fail when a lab is out of date")
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_ERROR))
  .action(run);

async function run({ check = false }: { check?: boolean }): Promise<void> {
  const changes = await findStubChanges();
  if (!check) await applyStubChanges(changes);
  for (const change of changes) console.log(check ? describe(change) : done(change));
  if (changes.length === 0) console.log("All stubs are up to date.");
  if (check && changes.length > 0) {
    console.error("Labs differ from what their solutions give. To mend them: npm run stubs");
    process.exitCode = 1;
  }
}

function done({ path, after }: StubChange): string {
  return after === undefined ? `removed ${path}` : `wrote ${path}`;
}

function describe({ path, before, after }: StubChange): string {
  if (before === undefined) return `${path} is missing`;
  if (after === undefined) return `${path} has no solution`;
  return `${path} differs\n${diffLines(before, after)}\n`;
}

try {
  await command.parseAsync();
} catch (error) {
  if (!(error instanceof StubError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
