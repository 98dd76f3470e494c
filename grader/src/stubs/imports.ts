import ts from "typescript";
import { type Edit, moduleDoc, removalOf } from "./edits.ts";
import type { Liveness } from "./liveness.ts";

const CORE = "@wal-labs/core";
const LINE_WIDTH = 100;

/** What a file with blanks imports from the core. */
export type BlankName = "NotImplemented" | "NotImplementedError";

interface Import {
  readonly from: string;
  readonly defaultName: string | undefined;
  /** Such as `parseFrame` or `type Frame`, in order. */
  readonly names: readonly string[];
}

/** Drops the imports that nothing uses any more, and adds what the blanks need, in Biome's order. */
export function importEdits(
  sourceFile: ts.SourceFile,
  liveness: Liveness,
  needed: readonly BlankName[],
): Edit[] {
  const edits: Edit[] = [];
  let missing = needed.map((name) => (name === "NotImplemented" ? `type ${name}` : name));
  for (const statement of sourceFile.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const before = read(statement);
    if (!before) {
      if (isDeadNamespace(statement, liveness)) edits.push(removalOf(statement, sourceFile));
      continue;
    }
    const added = before.from === CORE ? missing : [];
    if (before.from === CORE) missing = [];
    const after = merge(withoutDead(statement, liveness), added);
    edits.push(...change(statement, sourceFile, before, after));
  }
  const addition = { from: CORE, defaultName: undefined, names: missing };
  return missing.length === 0 ? edits : [...edits, insertion(sourceFile, addition)];
}

function change(
  statement: ts.ImportDeclaration,
  sourceFile: ts.SourceFile,
  before: Import,
  after: Import,
): Edit[] {
  if (after.defaultName === undefined && after.names.length === 0) {
    return [removalOf(statement, sourceFile)];
  }
  if (print(before) === print(after)) return [];
  return [{ start: statement.getStart(), end: statement.end, text: print(after) }];
}

function insertion(sourceFile: ts.SourceFile, addition: Import): Edit {
  const text = print(addition);
  const imports = sourceFile.statements.filter(ts.isImportDeclaration);
  const next = imports.find((statement) => comesBefore(CORE, specifier(statement)));
  if (next) return { start: next.getStart(), end: next.getStart(), text: `${text}\n` };
  const last = imports.at(-1);
  if (last) return { start: last.end, end: last.end, text: `\n${text}` };
  const start = moduleDoc(sourceFile)?.end;
  if (start !== undefined) return { start, end: start, text: `\n${text}\n` };
  return { start: 0, end: 0, text: `${text}\n\n` };
}

/** The named parts of an import; `undefined` for a namespace or an import for its effects. */
function read(statement: ts.ImportDeclaration): Import | undefined {
  return parts(statement, () => true);
}

function withoutDead(statement: ts.ImportDeclaration, liveness: Liveness): Import {
  const kept = parts(statement, (node) => !liveness.isDead(node));
  return kept ?? { from: specifier(statement), defaultName: undefined, names: [] };
}

function parts(
  statement: ts.ImportDeclaration,
  isKept: (node: ts.Node) => boolean,
): Import | undefined {
  const clause = statement.importClause;
  if (!clause || (clause.namedBindings && ts.isNamespaceImport(clause.namedBindings))) {
    return undefined;
  }
  const isType = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const names = (clause.namedBindings?.elements ?? [])
    .filter(isKept)
    .map((part) => (isType ? `type ${part.getText()}` : part.getText()));
  const defaultName = clause.name && isKept(clause.name) ? clause.name.text : undefined;
  return { from: specifier(statement), defaultName, names };
}

function isDeadNamespace(statement: ts.ImportDeclaration, liveness: Liveness): boolean {
  const bindings = statement.importClause?.namedBindings;
  return bindings !== undefined && liveness.isDead(bindings);
}

function merge(base: Import, added: readonly string[]): Import {
  const names = [...base.names];
  for (const name of added) {
    if (names.includes(name)) continue;
    const index = names.findIndex((other) => comesBefore(bare(name), bare(other)));
    names.splice(index < 0 ? names.length : index, 0, name);
  }
  return { ...base, names };
}

function print({ from, defaultName, names }: Import): string {
  const areTypes = !defaultName && names.length > 0 && names.every((name) => bare(name) !== name);
  const shown = areTypes ? names.map(bare) : names;
  const word = areTypes ? "import type" : "import";
  const defaults = defaultName ? [defaultName] : [];
  const clause = [...defaults, ...(shown.length > 0 ? [`{ ${shown.join(", ")} }`] : [])].join(", ");
  const line = `${word} ${clause} from "${from}";`;
  if (line.length <= LINE_WIDTH) return line;
  return line.replace(/\{.*\}/, () => `{\n${shown.map((name) => `  ${name},\n`).join("")}}`);
}

/** Biome's order: packages of Node, packages, then paths; letter by letter, capitals first. */
function comesBefore(a: string, b: string): boolean {
  return sortKey(a) < sortKey(b);
}

function sortKey(name: string): string {
  const rank = name.startsWith("node:") ? 0 : name.startsWith(".") ? 2 : 1;
  const letters = [...name].map(
    (letter) => letter.toLowerCase() + Number(letter === letter.toLowerCase()),
  );
  return rank + letters.join("");
}

function bare(name: string): string {
  return name.replace(/^type /, "");
}

function specifier(statement: ts.ImportDeclaration): string {
  return ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : "";
}
