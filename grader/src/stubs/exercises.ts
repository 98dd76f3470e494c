import ts from "typescript";
import { StubError } from "./stub-error.ts";

/** A declaration that a student is to fill in. */
export interface Exercise {
  /** Such as `"2.3"`. */
  readonly number: string;
  /** The statement or class member whose doc comment carries the tag. */
  readonly declaration: ts.Node;
}

/**
 * The declarations of a file tagged `@exercise N.M` in their doc comment.
 *
 * @throws a {@link StubError} when a tag has no number or stands where no declaration owns it, for
 * then a solution would be handed out.
 */
export function findExercises(sourceFile: ts.SourceFile): Exercise[] {
  const exercises: Exercise[] = [];
  const tagged = new Set<number>();
  const visit = (node: ts.Node): void => {
    for (const tag of exerciseTags(node)) {
      tagged.add(tag.getStart());
      exercises.push({ number: exerciseNumber(tag, sourceFile), declaration: node });
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  for (const { index } of sourceFile.text.matchAll(/@exercise\b/g)) {
    if (tagged.has(index)) continue;
    throw new StubError(sourceFile, index, "@exercise stands in no declaration's doc comment.");
  }
  return exercises;
}

function exerciseTags(node: ts.Node): ts.JSDocTag[] {
  return ts
    .getJSDocCommentsAndTags(node)
    .filter((doc) => ts.isJSDoc(doc) && doc.parent === node)
    .flatMap((doc) => (ts.isJSDoc(doc) ? (doc.tags ?? []) : []))
    .filter((tag) => tag.tagName.text === "exercise");
}

function exerciseNumber(tag: ts.JSDocTag, sourceFile: ts.SourceFile): string {
  const number = ts.getTextOfJSDocComment(tag.comment)?.trim() ?? "";
  if (/^\d+\.\d+$/.test(number)) return number;
  const message = `@exercise takes a number such as 2.3, not "${number}".`;
  throw new StubError(sourceFile, tag.getStart(), message);
}
