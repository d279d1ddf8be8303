import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

/**
 * Has something checked when all has been added that will be: Aspects have run, and no template is written yet. CDK tells all such errors of an app at
 * once. While a template is written it would put words of its own before the code.
 *
 * @param check throws ValidationError
 */
export function validateLate(scope: IConstruct, check: () => void): void {
  scope.node.addValidation({
    validate: () => {
      try {
        check();
        return [];
      } catch (error) {
        if (error instanceof ValidationError) {
          // CDK names the construct first.
          return [error.message.replace(` [at ${scope.node.path}]`, '')];
        }
        throw error;
      }
    },
  });
}
