import type { Method } from './method';
import { invalidParams } from '../protocol/outcome';

/** What the server is and can do was written at synthesis. */
export const discover: Method = (_params, { catalogue, revision }) => ({ result: catalogue.index.revisions[revision].opening });

export const initialize: Method = (params, context) => (
  typeof params.protocolVersion === 'string' ? discover(params, context) : invalidParams('params.protocolVersion must be a string')
);

export const acknowledge: Method = () => ({ result: '{}' });
