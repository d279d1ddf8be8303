import type { Pair } from './serialization';
import { UnsendableArgument } from './unsendable';
import type { ArgumentPath, HttpSerialization } from '../../../../src/contract/connector/http-operation';

/**
 * Members of an exploded object are named by the caller: none may be taken for another parameter.
 *
 * @param own the parameter's name, as it is sent
 * @param declared the names of all parameters of the place, as they are sent
 * @throws UnsendableArgument
 */
export function withoutForeignNames(
  pairs: readonly Pair[], own: string, declared: ReadonlySet<string>, { style, explode, content }: HttpSerialization, argument: ArgumentPath,
): readonly Pair[] {
  if (!explode || style === 'deepObject' || content !== undefined) {
    return pairs;
  }
  const foreign = pairs.find(([sent]) => sent !== own && declared.has(sent));
  if (foreign) {
    throw new UnsendableArgument(argument, `must not have the member ${JSON.stringify(foreign[0])}, which is another parameter`);
  }
  return pairs;
}
