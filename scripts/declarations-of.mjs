import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** The types that a module exports, as the text of a declaration file. The module may import types of packages, and none of its neighbours. */
export function declarationsOf(file) {
  const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, isolatedDeclarations: true, declaration: true };
  const { outputText, diagnostics } = ts.transpileDeclaration(readFileSync(file, 'utf8'), { fileName: file, compilerOptions: options });
  if (diagnostics.length > 0) {
    throw new Error(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')).join('\n'));
  }
  return outputText;
}
