import ts from "typescript";
import type { Edit } from "./edits.ts";

/** Takes the `@solution` notes out of all doc comments: they speak of code that is not there. */
export function solutionNoteEdits(sourceFile: ts.SourceFile): Edit[] {
  const edits = new Map<number, Edit>();
  const visit = (node: ts.Node): void => {
    for (const comment of ts.getLeadingCommentRanges(sourceFile.text, node.getFullStart()) ?? []) {
      const text = sourceFile.text.slice(comment.pos, comment.end);
      if (text.startsWith("/**") && /@solution\b/.test(text)) {
        edits.set(comment.pos, withoutNote(text, comment, sourceFile.text));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return [...edits.values()];
}

function withoutNote(comment: string, { pos, end }: ts.CommentRange, source: string): Edit {
  const kept = /^\/\*\*\s*@solution\b.*\*\/$/.test(comment) ? [] : linesWithoutNote(comment);
  const isEmpty = !kept.some((line) => /[^\s*/]/.test(line));
  if (!isEmpty) return { start: pos, end, text: kept.join("\n") };
  const gap = /^\s*/.exec(source.slice(end))?.[0].length ?? 0;
  return { start: pos, end: end + gap, text: "" };
}

/** A block tag begins a line and runs to the next one, or to the end of the comment. */
function linesWithoutNote(comment: string): string[] {
  let inNote = false;
  const [end = "", ...lines] = comment.split("\n").toReversed();
  const kept = lines.toReversed().filter((line) => {
    const tag = /^\s*\*\s*@(\w+)/.exec(line)?.[1];
    if (tag) inNote = tag === "solution";
    return !inNote;
  });
  while (/^\s*\*\s*$/.test(kept.at(-1) ?? "")) kept.pop();
  return [...kept, end];
}
