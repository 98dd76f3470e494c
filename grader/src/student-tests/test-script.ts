import type { Bundle } from "../bundle/bundle-submission.ts";
import type { ScriptPart } from "./script-part.ts";

/** What a script is put together from. */
export interface ScriptParts {
  /** The surroundings first, then each after those that it requires. */
  readonly before: readonly ScriptPart[];
  /** The package under test. */
  readonly subject: ScriptPart;
  readonly tests: ScriptPart;
}

/** What the surroundings replaced; in a bundle, parameters of the same names hide it. */
const REPLACED = [
  ...["Date", "performance", "setTimeout", "setInterval", "clearTimeout", "clearInterval"],
  ...["setImmediate", "clearImmediate", "process", "crypto", "console"],
];

/**
 * One script that a sandbox can boot: it exports `run(bail)`, which gives `RunFacts`. The tests come
 * last, and their places count from their first line.
 */
export function testScript({
  before: [surroundings, ...others],
  subject,
  tests,
}: ScriptParts): Bundle {
  const head = [
    `const parts = Object.create(null);`,
    `const require = (name) => parts[name] ?? {};`,
    surroundings ? definition(surroundings) : "",
    `parts.surroundings.surround(FIRST_LINE);`,
    `const run = (() => {`,
    `const { ${REPLACED.join(", ")} } = globalThis;`,
    ...[...others, subject].map(definition),
    `const { runFiles } = parts.vitest;`,
    OPENING,
    "",
  ].join("\n");
  const firstLine = head.split("\n").length;
  const code = [
    head.replace("FIRST_LINE", String(firstLine)) + tests.code,
    closing(tests.name),
    `return (bail) => runFiles(parts.tests.files, bail);`,
    `})();`,
    `exports.run = run;`,
  ].join("\n");
  return { kind: "bundle", code, sourceMap: NO_MAP, files: [] };
}

/** Of an error that the script throws nobody is told the place. */
const NO_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: "" });
const OPENING = `(function (module) { "use strict"; const { exports } = module;`;

function closing(name: string): string {
  return `parts[${JSON.stringify(name)}] = module.exports;\n})({ exports: {} });`;
}

/** Core is one part with two names. */
function definition({ name, code }: ScriptPart): string {
  const names =
    name === "core"
      ? `parts["@wal-labs/core"] = parts.core.core; parts["@wal-labs/core/sim"] = parts.core.sim;`
      : "";
  return [OPENING, code, closing(name), names].join("\n");
}
