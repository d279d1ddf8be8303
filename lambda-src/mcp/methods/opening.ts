import type { Method } from './method';
import { LOG_LEVELS, type LogLevel } from '../../../src/contract/mcp/log-level';
import { invalidParams } from '../protocol/outcome';

/** What the server is and can do was written at synthesis. */
export const discover: Method = (_params, { catalogue, revision }) => ({ result: catalogue.index.revisions[revision].opening });

export const initialize: Method = (params, context) => (
  typeof params.protocolVersion === 'string' ? discover(params, context) : invalidParams('params.protocolVersion must be a string')
);

export const acknowledge: Method = () => ({ result: '{}' });

/** Without sessions nothing remembers the level: it is checked, and that is all. */
export const setLevel: Method = ({ level }, context) => (
  LOG_LEVELS.includes(level as LogLevel) ? acknowledge({}, context) : invalidParams(`params.level must be one of ${LOG_LEVELS.join(', ')}`)
);
