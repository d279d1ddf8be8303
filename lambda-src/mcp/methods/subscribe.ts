import type { Method } from './method';
import { invalidParams } from '../protocol/outcome';

/** Resources change only with a deployment: there are no updates to notify of. */
export const subscribe: Method = ({ uri }) => typeof uri === 'string' ? { result: '{}' } : invalidParams('uri must be a string');
