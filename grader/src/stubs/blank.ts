import ts from "typescript";
import type { Edit } from "./edits.ts";
import type { Exercise } from "./exercises.ts";
import { StubError } from "./stub-error.ts";

/**
 * Takes the solution out of a declaration: a body throws `NotImplementedError`, a type becomes
 * `NotImplemented`. Signature, type parameters and modifiers stay; an `async` function so rejects,
 * and a generator throws when it is first asked for a value.
 *
 * @throws a {@link StubError} when the declaration is of a kind that cannot be blank, has no body, or
 * leaves its return type to its body.
 */
export function blank(exercise: Exercise, sourceFile: ts.SourceFile): Edit {
  const { declaration, number } = exercise;
  if (ts.isTypeAliasDeclaration(declaration)) {
    const { pos: start, end } = declaration.type;
    return { start, end, text: ` NotImplemented<"${number}">` };
  }
  const callable = callableOf(declaration);
  if (!callable) {
    throw refusal(exercise, sourceFile, "Only functions and type aliases can be blank.");
  }
  if (!callable.body)
    throw refusal(exercise, sourceFile, "Tag the implementation: here is no body.");
  if (!hasKnownResult(callable)) {
    throw refusal(exercise, sourceFile, "Give it a return type: without its body it has none.");
  }
  const indent = /[^\S\n]*$/.exec(sourceFile.text.slice(0, declaration.getStart()))?.[0] ?? "";
  const text = ` {\n${indent}  throw new NotImplementedError("${number}");\n${indent}}`;
  return { start: callable.body.pos, end: callable.body.end, text };
}

function callableOf(declaration: ts.Node): ts.FunctionLikeDeclaration | undefined {
  if (ts.isVariableStatement(declaration)) {
    const [variable, ...others] = declaration.declarationList.declarations;
    return others.length === 0 ? functionIn(variable?.initializer) : undefined;
  }
  if (ts.isPropertyDeclaration(declaration)) return functionIn(declaration.initializer);
  const isCallable =
    ts.isFunctionDeclaration(declaration) ||
    ts.isMethodDeclaration(declaration) ||
    ts.isAccessor(declaration) ||
    ts.isConstructorDeclaration(declaration);
  return isCallable ? declaration : undefined;
}

function functionIn(value: ts.Expression | undefined): ts.FunctionLikeDeclaration | undefined {
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}

function hasKnownResult(callable: ts.FunctionLikeDeclaration): boolean {
  if (ts.isConstructorDeclaration(callable) || ts.isSetAccessor(callable)) return true;
  const { parent } = callable;
  const isTyped = ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent);
  return callable.type !== undefined || (isTyped && parent.type !== undefined);
}

function refusal({ declaration }: Exercise, sourceFile: ts.SourceFile, why: string): StubError {
  return new StubError(sourceFile, declaration.getStart(), why);
}
