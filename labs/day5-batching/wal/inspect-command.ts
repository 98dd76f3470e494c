import { type Inspection, inspect, inspectionText } from "@wal-labs/batching";
import { Command, Option } from "commander";
import { bytesFrom, PATH_ARGUMENT, sequenceFrom } from "./arguments.ts";
import { jsonLine, print, wantsColor } from "./output.ts";

interface Options {
  readonly offset?: number;
  readonly sequence?: number;
  readonly json?: boolean;
  readonly color?: boolean;
}

const HELP = `
Without --offset and --sequence: the header of a segment's file.
Colors go to a terminal only, and not where NO_COLOR is set, unless --color or --no-color says.`;

/** `wal inspect` */
export function inspectCommand(): Command {
  const sequence = new Option("--sequence <sequence>", "the frame of this record");
  return new Command("inspect")
    .description("Prints the bytes of one frame, or of a segment header, with labels.")
    .argument(...PATH_ARGUMENT)
    .option("--offset <bytes>", "what starts there in a segment's file", bytesFrom)
    .addOption(sequence.argParser(sequenceFrom).conflicts("offset"))
    .option("--json", "print it as JSON, bytes in hexadecimal")
    .option("--color", "color it, whatever it is printed to")
    .option("--no-color", "do not color it")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(path: string, { offset = 0, sequence, json, color }: Options): Promise<void> {
  const found = await inspect(path, sequence === undefined ? { offset } : { sequence });
  await print(json ? jsonOf(found) : inspectionText(found, { color: wantsColor(color) }));
}

function jsonOf(found: Inspection): string {
  const fields = found.fields.map(({ bytes, ...field }) => {
    return { ...field, bytes: Buffer.from(bytes).toString("hex") };
  });
  return jsonLine({ ...found, fields });
}
