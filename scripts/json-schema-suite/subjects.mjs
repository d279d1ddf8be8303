import { validatorKit } from '../../lambda-src/mcp/catalogue/validator-kit.ts';
import { compileValidator, validatorProblem } from '../../src/offering/json-schema/schema-compiler.ts';

/**
 * Compilers to standalone code. Each gives, for a schema, the code of its validator and the validator that the code makes, with the bytes of
 * what all validators share.
 */
export const SUBJECTS = [
  {
    name: 'own compiler',
    load: () => (schema) => {
      const problem = typeof schema === 'object' ? validatorProblem(schema) : undefined;
      if (problem) throw new Error(`${problem.code}: ${problem.message}`);
      const code = compileValidator(schema);
      return { code, shared: validatorKit.toString().length, validate: evaluated(code)(validatorKit()) };
    },
  },
  {
    name: 'ajv 8.20.0',
    packages: ['ajv@8.20.0'],
    load: (require) => (schema) => {
      const { Ajv2020 } = require('ajv/dist/2020');
      const standaloneCode = require('ajv/dist/standalone').default;
      const ajv = new Ajv2020({ strict: false, logger: false, ownProperties: true, validateFormats: false, code: { source: true, lines: false } });
      const code = standaloneCode(ajv, ajv.compile(schema));
      return { code, shared: 0, validate: evaluated(code, require) };
    },
  },
  {
    name: '@exodus/schemasafe 1.3.0',
    packages: ['@exodus/schemasafe@1.3.0'],
    load: (require) => (schema) => {
      const { validator } = require('@exodus/schemasafe');
      const validate = validator(schema, { $schemaDefault: 'https://json-schema.org/draft/2020-12/schema', allowUnusedKeywords: true, formatAssertion: false, includeErrors: true });
      return { code: validate.toModule(), shared: 0, validate };
    },
  },
];

function evaluated(code, require) {
  const module = { exports: {} };
  new Function('module', 'require', code)(module, require);
  return module.exports;
}
