import ts from "typescript";

/** The members of all classes of a file that only the class itself can see. */
export function privateMembers(sourceFile: ts.SourceFile): ts.ClassElement[] {
  const found: ts.ClassElement[] = [];
  const visit = (node: ts.Node): void => {
    const isPrivate =
      ts.isClassElement(node) &&
      ((node.name && ts.isPrivateIdentifier(node.name)) ||
        hasModifier(node, ts.SyntaxKind.PrivateKeyword));
    if (isPrivate) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

/** The private members that a use of `name` may mean: those of the classes around it. */
export function membersNamed(
  name: ts.MemberName,
  privates: readonly ts.ClassElement[],
): ts.ClassElement[] {
  return privates.filter(
    (member) => memberName(member) === name.text && isWithin(name, member.parent),
  );
}

/** True when `new …` runs this private constructor. */
export function builds(expression: ts.NewExpression, member: ts.ClassElement): boolean {
  if (!ts.isConstructorDeclaration(member)) return false;
  const { name } = member.parent;
  const callee = expression.expression;
  if (ts.isIdentifier(callee)) return callee.text === name?.text;
  return callee.kind === ts.SyntaxKind.ThisKeyword && isWithin(expression, member.parent);
}

/** The member that a statement such as `this.#end = size;` writes, and does nothing else to. */
export function assignedMember(node: ts.Node): ts.MemberName | undefined {
  if (!ts.isExpressionStatement(node) || !ts.isBinaryExpression(node.expression)) return undefined;
  const { left, operatorToken } = node.expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const isOwn =
    ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isOwn ? left.name : undefined;
}

/** Whether a declaration carries `export`, `private` or another such word. */
export function hasModifier(node: ts.Node, kind: ts.ModifierSyntaxKind): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some((modifier) => modifier.kind === kind) ?? false;
}

function memberName({ name }: ts.ClassElement): string | undefined {
  return name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name.text : undefined;
}

function isWithin(node: ts.Node, ancestor: ts.Node): boolean {
  return node.pos >= ancestor.pos && node.end <= ancestor.end;
}
