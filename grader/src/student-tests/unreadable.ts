import type { Node } from "typescript";
import {
  createSourceFile,
  forEachChild,
  isClassLike,
  isFunctionLike,
  ScriptTarget,
} from "typescript";

/** V8 cuts what it tells of a function's text in a message after fewer characters. */
const PADDING = `/*${" ".repeat(128)}*/`;

/**
 * A script that does the same, and of whose functions and classes V8's messages tell only the names:
 * `Reflect.construct(log.append, [])` throws an error that has the first 111 characters of the method.
 */
export function unreadable(code: string): string {
  const source = createSourceFile("part.js", code, ScriptTarget.ESNext);
  const places: number[] = [];
  const visit = (node: Node): void => {
    if (isClassLike(node)) places.push(node.members.pos);
    else if (isFunctionLike(node)) {
      const { pos, end } = node.parameters;
      places.push(code[pos - 1] === "(" ? pos : end);
    }
    forEachChild(node, visit);
  };
  visit(source);
  places.sort((one, other) => one - other);
  const cuts = [0, ...places, code.length];
  return cuts
    .slice(1)
    .map((end, index) => code.slice(cuts[index], end))
    .join(PADDING);
}
