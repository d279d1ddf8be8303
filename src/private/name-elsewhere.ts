import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isOther } from './same-environment';
import { ValidationError } from './validation-error';

/** CDK's words where it would need a name. There is no way to ask before. */
const UNNAMED = /cross-environment fashion/;

/** A resource that may be in another Region or account. */
export interface DistantResource extends IConstruct {
  readonly env: { readonly region: string; readonly account: string };
}

/**
 * What stands for a resource in the template of the server. One of another Region or account is found by its name, which must be known before it is deployed.
 *
 * @param kind such as `function`
 * @throws ValidationError
 */
export function resolvedReference(scope: IConstruct, reference: unknown, resource: DistantResource, kind: string): unknown {
  const stack = Stack.of(scope);
  try {
    return stack.resolve(reference);
  } catch (error) {
    if (!UNNAMED.test((error as Error).message)) {
      throw error;
    }
    const { env: { region, account }, node } = resource;
    const bridged = isOther(account, stack.account) ? '' : ', or both stacks crossRegionReferences: true';
    const prop = `${kind.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase())}Name`;
    throw new ValidationError(
      'UnnamedInOtherEnvironment',
      `the ${kind} "${node.path}" is in ${region} of the account ${account}, the server in ${stack.region} of ${stack.account}, and there only its name would lead to it, which it gets when it is deployed; give the ${kind} ${prop}: PhysicalName.GENERATE_IF_NEEDED, or a name of yours${bridged}`,
      scope,
    );
  }
}
