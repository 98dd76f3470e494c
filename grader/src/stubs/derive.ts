import ts from "typescript";
import { blank } from "./blank.ts";
import { applyEdits, removalOf, tidyBraces } from "./edits.ts";
import { findExercises } from "./exercises.ts";
import { type BlankName, importEdits } from "./imports.ts";
import { findLiveness, type Liveness } from "./liveness.ts";
import { solutionNoteEdits } from "./solution-notes.ts";
import { StubError } from "./stub-error.ts";

/**
 * Derives the stub of a solution file: what is tagged `@exercise N.M` is blank, what only served the
 * solution is gone, and everything else is kept to the letter. A file without tags is its own stub,
 * and so is a stub.
 *
 * @throws a {@link StubError} that names the line when a tag cannot be obeyed.
 */
export function deriveStub(source: string, fileName: string): string {
  const solution = parse(source, fileName);
  const exercises = findExercises(solution);
  const blanks = exercises.map((exercise) => blank(exercise, solution));
  const blanked = applyEdits(source, [...blanks, ...solutionNoteEdits(solution)]);
  assertNoNotes(parse(blanked, fileName));
  if (exercises.length === 0) return blanked;
  const pruned = prune(parse(blanked, fileName));
  const tidy = applyEdits(pruned, tidyBraces(parse(pruned, fileName))).trimStart();
  // What followed a lone import may be gone, and only blank lines left of it.
  return tidy.replace(/^(import [^;]*;\n)\n+/, "$1\n");
}

function assertNoNotes(sourceFile: ts.SourceFile): void {
  const note = sourceFile.text.indexOf("@solution");
  if (note >= 0) throw new StubError(sourceFile, note, "@solution must begin a line.");
}

function prune(sourceFile: ts.SourceFile): string {
  const liveness = findLiveness(sourceFile);
  const needed = blankNames(sourceFile, liveness);
  const removals = deadParts(sourceFile, liveness).map((node) => removalOf(node, sourceFile));
  return applyEdits(sourceFile.text, [...removals, ...importEdits(sourceFile, liveness, needed)]);
}

function deadParts(sourceFile: ts.SourceFile, liveness: Liveness): ts.Node[] {
  const dead: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (!liveness.isDead(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    if (ts.isConstructorDeclaration(node)) assertNothingUnset(node.parent, sourceFile, liveness);
    dead.push(node);
  };
  visit(sourceFile);
  return dead;
}

/** A field that only the lost constructor gave a value would not compile, nor fail as it should. */
function assertNothingUnset(
  owner: ts.ClassLikeDeclaration,
  sourceFile: ts.SourceFile,
  liveness: Liveness,
): void {
  for (const member of owner.members) {
    if (!ts.isPropertyDeclaration(member) || liveness.isDead(member)) continue;
    const isStatic = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
    const mayBeUnset = member.questionToken ?? member.exclamationToken ?? member.initializer;
    if (mayBeUnset || isStatic) continue;
    const message =
      `Only the private constructor sets ${member.name.getText()}, and nothing calls it in the stub. ` +
      "Tag what still reads the field with @exercise.";
    throw new StubError(sourceFile, member.getStart(), message);
  }
}

/** The names that the blanks left in a file use. */
function blankNames(sourceFile: ts.SourceFile, liveness: Liveness): BlankName[] {
  const found = new Set<BlankName>();
  const visit = (node: ts.Node): void => {
    if (liveness.isDead(node) || ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node) && isBlankName(node.text)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return [...found];
}

function isBlankName(name: string): name is BlankName {
  return name === "NotImplemented" || name === "NotImplementedError";
}

function parse(source: string, fileName: string): ts.SourceFile {
  return ts.createSourceFile(fileName, source, ts.ScriptTarget.ES2023, true);
}
