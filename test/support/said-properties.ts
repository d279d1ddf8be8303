import { join } from 'node:path';
import * as ts from 'typescript';

/** The properties of the public API that sources write into object literals, as `Struct.property`, by the struct that declares each. */
export function saidProperties(files: readonly string[]): ReadonlySet<string> {
  const root = join(__dirname, '..', '..');
  const { config } = ts.readConfigFile(join(root, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram([...files], { ...options, noEmit: true, skipLibCheck: true });
  const checker = program.getTypeChecker();
  const said = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const type = checker.getContextualType(node);
      for (const { name } of node.properties) {
        const property = name && type && checker.getPropertyOfType(checker.getNonNullableType(type), name.getText());
        for (const declaration of property?.declarations ?? []) {
          if (ts.isInterfaceDeclaration(declaration.parent)) {
            said.add(`${declaration.parent.name.text}.${property!.name}`);
          }
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  files.forEach((file) => ts.forEachChild(program.getSourceFile(file)!, visit));
  return said;
}
