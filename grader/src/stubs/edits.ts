import ts from "typescript";

/** Replaces `[start, end)` of a text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text after all edits. An edit inside a larger one is dropped: what it changed is gone. What is
 * inserted where a larger one begins stays.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const inserts = ({ start, end }: Edit): number => Number(start === end);
  const sorted = edits.toSorted(
    (a, b) => a.start - b.start || inserts(b) - inserts(a) || b.end - a.end,
  );
  let result = "";
  let copied = 0;
  for (const edit of sorted) {
    if (edit.start < copied) continue;
    result += text.slice(copied, edit.start) + edit.text;
    copied = edit.end;
  }
  return result + text.slice(copied);
}

/**
 * Takes a statement or member away, with the comments that belong to it. Comments set off by a blank
 * line stay, and so does the module's own.
 */
export function removalOf(node: ts.Node, sourceFile: ts.SourceFile): Edit {
  const { text } = sourceFile;
  const fullStart = node.getFullStart();
  // What trails the line before belongs to that line.
  let start = fullStart === 0 ? 0 : endOfLineComments(text, fullStart);
  for (const comment of ts.getLeadingCommentRanges(text, fullStart) ?? []) {
    const isModules = comment.pos === moduleDoc(sourceFile)?.pos;
    const isSetOff = /^[^\S\n]*\n[^\S\n]*\n/.test(text.slice(comment.end, node.getStart()));
    if (comment.end > start && (isModules || isSetOff)) start = comment.end;
  }
  return { start, end: endOfLineComments(text, node.end), text: "" };
}

/** The doc comment that speaks of the whole file, if there is one. */
export function moduleDoc({ text }: ts.SourceFile): ts.CommentRange | undefined {
  const comments = ts.getLeadingCommentRanges(text, 0) ?? [];
  return comments.find(({ pos, end }) => /^\s*\* @module\b/m.test(text.slice(pos, end)));
}

/** Mends what removals leave behind: blank lines after an opening brace, and empty blocks. */
export function tidyBraces(sourceFile: ts.SourceFile): Edit[] {
  const { text } = sourceFile;
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) tidy(node.members);
    if (ts.isBlock(node)) tidy(node.statements);
    ts.forEachChild(node, visit);
  };
  const tidy = (contents: ts.NodeArray<ts.Node>): void => {
    const start = contents.pos;
    const blank = /^(?:[^\S\n]*\n)*/.exec(text.slice(start))?.[0].length ?? 0;
    const isEmpty = /^\s*\}/.test(text.slice(start));
    if (isEmpty) edits.push({ start, end: text.indexOf("}", start), text: "" });
    else if (blank > 0) edits.push({ start, end: start + blank, text: "\n" });
  };
  visit(sourceFile);
  return edits;
}

function endOfLineComments(text: string, offset: number): number {
  return ts.getTrailingCommentRanges(text, offset)?.at(-1)?.end ?? offset;
}
