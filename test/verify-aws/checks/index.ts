import { CALLS } from './calls';
import { CONTENT } from './content';
import { GATEWAY } from './gateway';
import { MONITORING } from './monitoring';
import { OAUTH } from './oauth';
import type { Checks } from '../check';

export const CHECKS: Checks = { ...GATEWAY, ...OAUTH, ...CALLS, ...CONTENT, ...MONITORING };
