// What the public API declares, read from the sources without a type checker: which arguments each entry takes, and of which types. Synthesis
// compares what an app without types hands over with it (src/private/declared.ts); jsii does the same for the other languages.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const PRIMITIVES = new Map([[ts.SyntaxKind.StringKeyword, 'string'], [ts.SyntaxKind.NumberKeyword, 'number'], [ts.SyntaxKind.BooleanKeyword, 'boolean'], [ts.SyntaxKind.AnyKeyword, 'any']]);

const parse = (file) => ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

/** The declarations that the index exports, each from its own file. */
function exportedDeclarations(index) {
  return parse(index).statements.filter(ts.isExportDeclaration).flatMap(({ exportClause, moduleSpecifier }) => {
    const names = new Set(exportClause.elements.map(({ name }) => name.text));
    return parse(join(dirname(index), `${moduleSpecifier.text}.ts`)).statements.filter(({ name }) => name !== undefined && names.has(name.text));
  });
}

function typeOf(node, kinds) {
  if (ts.isTypeOperatorNode(node)) return typeOf(node.type, kinds);
  if (ts.isArrayTypeNode(node)) return { list: typeOf(node.elementType, kinds) };
  if (ts.isTypeLiteralNode(node)) return { map: typeOf(node.members[0].type, kinds) };
  if (PRIMITIVES.has(node.kind)) return PRIMITIVES.get(node.kind);
  const name = node.getText();
  if (name === 'Date') return 'date';
  return kinds.has(name) ? { [kinds.get(name)]: name } : { foreign: name };
}

const isPublic = ({ modifiers = [], name }) => !modifiers.some(({ kind }) => [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword, ts.SyntaxKind.AbstractKeyword].includes(kind))
  && !name?.getText().startsWith('_');

function parameters(nodes, kinds) {
  return nodes.map(({ name, type, questionToken, initializer, dotDotDotToken }) => ({
    name: name.getText(),
    type: typeOf(dotDotDotToken ? type.elementType : type, kinds),
    ...(questionToken || initializer) && { optional: true },
    ...dotDotDotToken && { variadic: true },
  }));
}

/** The members of a class, and of those that it extends and the index does not export: jsii gives theirs to it. */
function membersOf(node, kinds) {
  const base = node.heritageClauses?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)?.types[0].getText();
  const source = node.getSourceFile();
  const imported = kinds.has(base) ? undefined : source.statements.find((statement) => ts.isImportDeclaration(statement) && statement.moduleSpecifier.text.startsWith('.')
    && statement.importClause?.namedBindings?.elements?.some(({ name }) => name.text === base));
  if (imported === undefined) return node.members;
  const hidden = parse(join(dirname(source.fileName), `${imported.moduleSpecifier.text}.ts`)).statements.find(({ name }) => name?.text === base);
  return [...node.members, ...membersOf(hidden, kinds).filter(({ name }) => name !== undefined)];
}

export function declarations(index) {
  const nodes = exportedDeclarations(index);
  const kinds = new Map(nodes.map((node) => {
    const isBehaviour = ts.isInterfaceDeclaration(node) && /^I[A-Z]/.test(node.name.text);
    return [node.name.text, ts.isEnumDeclaration(node) ? 'enum' : ts.isClassDeclaration(node) || isBehaviour ? 'class' : 'struct'];
  }));
  const found = { entries: {}, structs: {}, enums: {} };
  for (const node of nodes) {
    const name = node.name.text;
    if (kinds.get(name) === 'enum') {
      found.enums[name] = node.members.map(({ initializer }) => initializer.text);
    } else if (kinds.get(name) === 'struct') {
      const all = (node.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText()));
      const bases = all.filter((base) => kinds.has(base));
      const members = node.members.map((member) => [member.name.getText(), { type: typeOf(member.type, kinds), ...member.questionToken && { optional: true } }]);
      found.structs[name] = { ...bases.length > 0 && { bases }, ...bases.length < all.length && { open: true }, members: Object.fromEntries(members) };
    } else if (ts.isClassDeclaration(node)) {
      for (const member of membersOf(node, kinds).filter((candidate) => candidate.parameters?.length > 0 && isPublic(candidate))) {
        found.entries[`${name}.${member.name?.getText() ?? 'constructor'}`] = parameters(member.parameters, kinds);
      }
    }
  }
  return found;
}
