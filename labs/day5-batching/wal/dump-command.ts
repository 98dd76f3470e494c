import { type DumpOptions, dump } from "@wal-labs/batching";
import { RECORD_CODES, type RecordType } from "@wal-labs/checksum";
import { Command, InvalidArgumentError } from "commander";
import { PATH_ARGUMENT, sequenceFrom } from "./arguments.ts";
import { jsonLine, print } from "./output.ts";

interface Options {
  readonly from?: number;
  readonly to?: number;
  readonly type?: RecordType[];
  readonly follow?: boolean;
}

const HELP = `
One JSON object a line: sequence, time, type, the fields of the type, and where the frame lies.
Bytes are text where they are printable UTF-8, else {"base64": …}.

  wal dump jobs --type enqueue | jq -r .jobId
  wal dump jobs | jq -r '.value | if type == "object" then .base64 | @base64d else . end'`;

/** `wal dump` */
export function dumpCommand(): Command {
  return new Command("dump")
    .description("Prints the records, one JSON object a line.")
    .argument(...PATH_ARGUMENT)
    .option("--from <sequence>", "the first record to print", sequenceFrom)
    .option("--to <sequence>", "the last record to print", sequenceFrom)
    .option("--type <type>", "only these: one type, or several with commas", typesFrom)
    .option("--follow", "wait for records that come later, until Ctrl+C")
    .addHelpText("after", HELP)
    .action(run);
}

function typesFrom(text: string, before: readonly RecordType[] = []): RecordType[] {
  const known = Object.keys(RECORD_CODES);
  const types = text.split(",");
  if (types.every((type) => known.includes(type))) return [...before, ...(types as RecordType[])];
  throw new InvalidArgumentError(`There are: ${known.join(", ")}.`);
}

async function run(path: string, { follow = false, ...options }: Options): Promise<void> {
  const signal = follow ? interrupted() : undefined;
  await printAll(path, { ...options, follow, signal });
}

async function printAll(path: string, options: DumpOptions): Promise<void> {
  for await (const record of dump(path, options)) await print(jsonLine(record));
}

/** Aborted when the user, or the system, wants an end: that is how following ends, and no error. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
