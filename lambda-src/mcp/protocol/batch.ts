import type { ProtocolHeaders } from './headers';
import { allowsBatches, headerRevision } from './initialize-era';
import { isObject } from './json-rpc';
import { type Batch, type Envelope, type InvalidMessage, inRevision, invalidRequest, readEnvelope, type SingleMessage, UNSUPPORTED_HEADER } from './message';
import { claimsModern, headerClaimsModern } from './modern';
import type { InitializeEraProtocolVersion } from '../../../src/contract/mcp/protocol-versions';
import type { ReadJson } from '../json/read-json';

/** More than any client sends, and few enough to run concurrently. */
const BATCH_MAX_LENGTH = 50;

export function readBatch(items: readonly unknown[], headers: ProtocolHeaders, exact: ReadJson | undefined): Batch | InvalidMessage {
  const revision = headerRevision(headers);
  if (headerClaimsModern(headers) || items.some((item) => isObject(item) && isObject(item.params) && claimsModern(item.params))) {
    return invalidRequest(null, 'one message a request');
  }
  if (revision === undefined) {
    return invalidRequest(null, UNSUPPORTED_HEADER);
  }
  if (!allowsBatches(revision)) {
    return invalidRequest(null, `${revision} has no batches`);
  }
  if (items.length === 0 || items.length > BATCH_MAX_LENGTH) {
    return invalidRequest(null, `a batch has 1 to ${BATCH_MAX_LENGTH} messages`);
  }
  return { kind: 'batch', revision, messages: items.map((item, index) => batchMessage(readEnvelope(item, exact?.at(index)), revision)) };
}

function batchMessage(envelope: Envelope, revision: InitializeEraProtocolVersion): SingleMessage {
  if (envelope.kind === 'invalid') {
    return envelope;
  }
  return envelope.kind === 'request' && envelope.method === 'initialize'
    ? invalidRequest(envelope.id, 'initialize cannot be part of a batch')
    : inRevision(envelope, revision);
}
