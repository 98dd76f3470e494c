import { Command } from "commander";
import { mergeBooks } from "../../class/merge.ts";
import { putAside } from "../../class/put-aside.ts";
import { classSummary } from "../../class/summary.ts";
import { overridden } from "../../gradebook/overrides.ts";
import { publishClass } from "../../gradebook/publish-class.ts";
import { readOverrides } from "../../gradebook/read-overrides.ts";
import { readPolicy } from "../../policy/read-policy.ts";
import { existing, existingOne } from "./arguments.ts";

interface Options {
  readonly book: string;
  readonly fresh?: boolean;
  readonly overrides?: string;
  readonly policy?: string;
}

/** `npm run grade -- merge BOOK… --book OUT`: makes one book of the shards of a class. */
export function mergeCommand(): Command {
  return new Command("merge")
    .description("make one book of all shards of a class")
    .argument("<shard...>", "the books of the shards, in any order", existing, [])
    .requiredOption("--book <folder>", "where the book of the whole class goes")
    .option("--fresh", "begin anew; the old journal is kept beside the new one")
    .option("--overrides <file>", "the instructor's decisions", existingOne)
    .option("--policy <file>", "what students see (default: grader/policy.json)", existingOne)
    .action(merge);
}

async function merge(shards: readonly string[], options: Options): Promise<void> {
  const policy = await readPolicy(options.policy);
  const book = await mergeBooks(shards, options.book, async () => {
    const old = options.fresh ? await putAside(options.book) : undefined;
    if (old) console.error(`The old journal is in ${old}.`);
  });
  try {
    const facts = { students: book.roster, days: book.days };
    const file = options.overrides;
    const report = overridden(book, file ? await readOverrides(file, facts) : new Map());
    process.stdout.write(await classSummary(report));
    const paths = await publishClass(report, options.book, { policy, at: new Date() });
    console.log(`Written: ${paths.join(", ")}`);
  } finally {
    await book.close();
  }
}
