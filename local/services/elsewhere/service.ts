import { refuse } from './refusal';
import { serveLoopback } from '../service/loopback-server';
import type { LocalService } from '../service/service';

/** The rest of AWS, which is not on this machine: calls end at once, with what to do, instead of leaving the machine with credentials that nobody knows. */
export const elsewhere: LocalService = {
  resources: {},
  endpointVariable: 'AWS_ENDPOINT_URL',
  start: async () => ({ ...await serveLoopback(refuse, (response) => response.destroy()), deploy: () => undefined }),
};
