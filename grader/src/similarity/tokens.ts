import ts from "typescript";

/** A token of a source file: what it is, without its spelling, and where. */
export interface Token {
  /** Two tokens are alike when their kinds are the same. */
  readonly kind: number;
  /** Counts from 1. */
  readonly line: number;
}

/**
 * The tokens of a TypeScript file. Names, comments, layout and imports are not in it, and all strings
 * are the same: whoever renames, reformats or comments a copy changes nothing here. A file with syntax
 * errors gives what the parser makes of it.
 */
export function tokensOf(text: string): Token[] {
  const file = ts.createSourceFile("file.ts", text, ts.ScriptTarget.Latest, false);
  const tokens: Token[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isJSDoc(node)) return;
    const children = node.getChildren(file);
    for (const child of children) visit(child);
    if (children.length > 0 || node.getWidth(file) === 0) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    tokens.push({ kind: node.kind, line: line + 1 });
  };
  visit(file);
  return tokens;
}
