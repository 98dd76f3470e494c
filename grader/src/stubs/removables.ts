import ts from "typescript";
import { builds, hasModifier, membersNamed, privateMembers } from "./private-members.ts";

/** What may leave a file once nothing uses it. */
export interface Removables {
  readonly all: ReadonlySet<ts.Node>;
  /** Those that a node uses by itself, not through its children. */
  usedBy(node: ts.Node): readonly ts.Node[];
  /** The private members that a name inside their class stands for. */
  members(name: ts.MemberName): readonly ts.Node[];
}

/** Finds the removable parts of a file. */
export function findRemovables(sourceFile: ts.SourceFile): Removables {
  const checker = checkerOf(sourceFile);
  const bySymbol = new Map<ts.Symbol, ts.Node>();
  for (const statement of sourceFile.statements) {
    for (const [name, node] of removableNames(statement)) {
      const symbol = checker.getSymbolAtLocation(name);
      if (symbol) bySymbol.set(symbol, node);
    }
  }
  const privates = privateMembers(sourceFile);
  const members = (name: ts.MemberName): ts.Node[] => membersNamed(name, privates);
  const usedBy = (node: ts.Node): ts.Node[] => {
    if (ts.isNewExpression(node)) return privates.filter((member) => builds(node, member));
    if (ts.isPrivateIdentifier(node)) return members(node);
    if (!ts.isIdentifier(node)) return linkedImports(node, bySymbol);
    const symbol = symbolOf(node, checker);
    const used = symbol && bySymbol.get(symbol);
    return used ? [used] : members(node);
  };
  return { all: new Set([...bySymbol.values(), ...privates]), usedBy, members };
}

/** The names a statement declares that may go away, each with what goes away with it. */
function removableNames(statement: ts.Statement): [ts.Node, ts.Node][] {
  if (ts.isImportDeclaration(statement)) return importedNames(statement);
  if (hasModifier(statement, ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations
      .flatMap(({ name }) => boundNames(name))
      .map((name) => [name, statement]);
  }
  const isDeclaration =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isDeclaration && statement.name ? [[statement.name, statement]] : [];
}

function importedNames({ importClause }: ts.ImportDeclaration): [ts.Node, ts.Node][] {
  const { name, namedBindings } = importClause ?? {};
  const names: [ts.Node, ts.Node][] = name ? [[name, name]] : [];
  if (!namedBindings) return names;
  if (ts.isNamespaceImport(namedBindings)) return [...names, [namedBindings.name, namedBindings]];
  return [...names, ...namedBindings.elements.map((part): [ts.Node, ts.Node] => [part.name, part])];
}

function boundNames(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((part) => (ts.isBindingElement(part) ? boundNames(part.name) : []));
}

/** Doc comments stay as they are, so the imports that their links name stay too. */
function linkedImports(node: ts.Node, bySymbol: ReadonlyMap<ts.Symbol, ts.Node>): ts.Node[] {
  const names = new Set<string>();
  const visit = (doc: ts.Node): void => {
    if (ts.isJSDocLink(doc) && doc.name) names.add(doc.name.getText().split(".")[0] ?? "");
    ts.forEachChild(doc, visit);
  };
  for (const doc of ts.getJSDocCommentsAndTags(node)) if (doc.parent === node) visit(doc);
  return [...bySymbol]
    .filter(([symbol, target]) => names.has(symbol.name) && ts.isImportSpecifier(target))
    .map(([, target]) => target);
}

function symbolOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = name;
  if (ts.isShorthandPropertyAssignment(parent)) {
    return checker.getShorthandAssignmentValueSymbol(parent);
  }
  if (ts.isExportSpecifier(parent)) return checker.getExportSpecifierLocalTargetSymbol(parent);
  return checker.getSymbolAtLocation(name);
}

/** Names within one file are all that matters here, so nothing else is loaded. */
function checkerOf(sourceFile: ts.SourceFile): ts.TypeChecker {
  const options = { noLib: true, noResolve: true, target: ts.ScriptTarget.ES2023 };
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (name) => (name === sourceFile.fileName ? sourceFile : undefined);
  return ts.createProgram([sourceFile.fileName], options, host).getTypeChecker();
}
