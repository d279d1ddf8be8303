import { lookup } from 'node:dns/promises';
import { DOCUMENT_FETCH_DEADLINE_MILLIS } from '../../src/contract/document-fetcher/document-fetch';
import { isGloballyRoutable } from '../platform/network/address';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** The network that documents are fetched from. */
export interface Network {
  readonly port: number;
  /** Milliseconds from the look-up of the name to the last byte of the body. */
  readonly deadlineMillis: number;
  /** In place of the certification authorities that Node.js trusts. */
  readonly certificateAuthorities?: readonly string[];
  /** Every address of a host. */
  resolve(host: string): Promise<readonly ResolvedAddress[]>;
  mayDial(address: string): boolean;
}

export const PUBLIC_INTERNET: Network = {
  resolve: (host) => lookup(host, { all: true, order: 'verbatim' }),
  mayDial: isGloballyRoutable,
  port: 443,
  deadlineMillis: DOCUMENT_FETCH_DEADLINE_MILLIS,
};
