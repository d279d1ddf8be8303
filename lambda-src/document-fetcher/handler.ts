import { documentFetcher } from './document-fetcher';
import { PUBLIC_INTERNET } from './network';
import { log } from '../platform/log';

export const handler = documentFetcher({ network: PUBLIC_INTERNET, log, clock: () => Math.floor(Date.now() / 1000) });
