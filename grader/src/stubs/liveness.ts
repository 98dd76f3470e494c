import ts from "typescript";
import { assignedMember } from "./private-members.ts";
import { findRemovables } from "./removables.ts";

/**
 * Tells which removable parts of a file are still used once its exercises are blank. Removable are
 * imports, top-level declarations that are not exported, private members, private constructors, and
 * assignments to a private member that nothing reads.
 */
export interface Liveness {
  isDead(node: ts.Node): boolean;
}

/** Follows every use from what must stay: exports, public members, statements that run. */
export function findLiveness(sourceFile: ts.SourceFile): Liveness {
  const removables = findRemovables(sourceFile);
  const live = new Set<ts.Node>();
  const isDead = (node: ts.Node): boolean => {
    const target = assignedMember(node);
    if (target) return removables.members(target).some((member) => !live.has(member));
    return removables.all.has(node) && !live.has(node);
  };
  const walk = (node: ts.Node): void => {
    if (isDead(node)) return;
    for (const used of removables.usedBy(node)) live.add(used);
    ts.forEachChild(node, walk);
  };
  let known: number;
  do {
    known = live.size;
    walk(sourceFile);
  } while (live.size > known);
  return { isDead };
}
