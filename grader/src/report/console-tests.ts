import type { LabReport } from "./report.ts";
import type { Terminal } from "./terminal.ts";
import { countText } from "./wording.ts";
import { wrap } from "./wrap.ts";

const MARGIN = "    ";

/** What the tests handed in with a day are worth; empty when there are none. */
export function testsText({ day, tests }: LabReport, terminal: Terminal): string {
  if (!tests) return "";
  const worth = tests.valid
    ? `they notice ${tests.noticed} of ${countText(tests.outOf, "planted bug")}.`
    : "they are not valid, so they notice nothing: a correct log must pass every one of them.";
  const lines = [
    `${countText(tests.tests, "test")} of your own: ${worth}`,
    ...tests.problems.map(({ where, message, hint = "" }) => `${where}: ${message} ${hint}`.trim()),
  ];
  const head = `  ${terminal.paint("strong", `Day ${day}, tests handed in`)}`;
  const body = lines.flatMap((line) => wrap(line, terminal.width - MARGIN.length));
  return [head, ...body.map((line) => MARGIN + line)].join("\n");
}
