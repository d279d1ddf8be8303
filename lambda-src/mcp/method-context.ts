import { type InitializeEraProtocolVersion, MODERN_PROTOCOL_VERSION } from '../../src/contract/protocol-versions';
import type { Caller } from '../../src/contract/caller';
import type { RawJson } from '../../src/contract/catalogue';
import type { CatalogueReader } from './catalogue';
import type { Outcome } from './outcome';
import type { Invoke } from './invoke/invocation-outcome';
import type { Params } from './protocol/json-rpc';
import type { Headers } from '../platform/http';
import type { Log } from '../platform/log';

export type Revision = InitializeEraProtocolVersion | typeof MODERN_PROTOCOL_VERSION;

/** What a method may know of the request besides its parameters. */
export interface MethodContext {
  readonly revision: Revision;
  readonly catalogue: CatalogueReader;
  readonly headers: Headers;
  readonly caller: Caller;
  /** The same in every log line of this request, and in what the caller is told of a failure. */
  readonly requestId: string;
  /** Milliseconds until the caller must have an answer. */
  readonly remainingMillis: number;
  readonly invoke: Invoke;
  readonly log: Log;
}

export type Method = (params: Params, context: MethodContext) => Outcome | Promise<Outcome>;

/** A result as its revision writes it. */
export function resultOf(members: RawJson, { revision, catalogue }: MethodContext, options: { readonly cacheable?: boolean; readonly meta?: object } = {}): RawJson {
  if (revision !== MODERN_PROTOCOL_VERSION) {
    const meta = options.meta ? `"_meta":${JSON.stringify(options.meta)}` : '';
    return `{${[members, meta].filter((part) => part !== '').join(',')}}`;
  }
  const meta = JSON.stringify({ ...options.meta, ...catalogue.index.resultMeta });
  return `{"resultType":"complete",${members === '' ? '' : `${members},`}${options.cacheable ? `${catalogue.index.cacheHints},` : ''}"_meta":${meta}}`;
}
