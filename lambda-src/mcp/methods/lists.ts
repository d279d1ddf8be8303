import type { Method } from './method';
import type { ListMethod } from '../../../src/contract/mcp/catalogue';
import { invalidParams } from '../protocol/outcome';

/** A list method: its pages were written at synthesis. */
export function list(method: ListMethod): Method {
  return ({ cursor }, { catalogue, revision }) => {
    const pages = catalogue.index.revisions[revision].lists[method]!;
    if (cursor === undefined || cursor === null) {
      return { result: catalogue.text(pages.first) };
    }
    if (typeof cursor !== 'string' || !Object.hasOwn(pages.next, cursor)) {
      return invalidParams('Invalid cursor: start again without one');
    }
    return { result: catalogue.text(pages.next[cursor]) };
  };
}
