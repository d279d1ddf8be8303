import { ERROR_CODES } from './error-codes';
import type { ProtocolHeaders } from './headers';
import { headerRevision } from './initialize-era';
import { type InvalidMessage, inRevision, invalidRequest, type Message, readEnvelope, type SingleMessage, UNSUPPORTED_HEADER, type ValidEnvelope } from './message';
import { claimsModern, headerClaimsModern, modernRequestError } from './modern';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import { mayLoseNumbers } from '../json/number-scan';
import type { ReadJson } from '../json/read-json';

const NOT_JSON: InvalidMessage = { kind: 'invalid', id: null, error: { code: ERROR_CODES.parseError, message: 'Parse error: the body is not JSON' } };

/** What a message seldom needs is loaded by the first that does, the exact number reader and batches: only then the result is a promise. */
export function readMessage(body: string, headers: ProtocolHeaders): Message | Promise<Message> {
  return mayLoseNumbers(body) ? readExactly(body, headers) : readPlainly(body, headers);
}

function readPlainly(body: string, headers: ProtocolHeaders): Message | Promise<Message> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return NOT_JSON;
  }
  return messageOf(value, undefined, headers);
}

async function readExactly(body: string, headers: ProtocolHeaders): Promise<Message> {
  const { readJson } = await import('../json/read-json');
  let json: ReadJson;
  try {
    json = readJson(body);
  } catch (error) {
    return error instanceof RangeError ? invalidRequest(null, 'it is nested too deeply') : NOT_JSON;
  }
  return messageOf(json.value, json, headers);
}

function messageOf(value: unknown, exact: ReadJson | undefined, headers: ProtocolHeaders): Message | Promise<Message> {
  if (Array.isArray(value)) {
    return import('./batch').then(({ readBatch }) => readBatch(value, headers, exact));
  }
  const envelope = readEnvelope(value, exact);
  if (envelope.kind === 'invalid') {
    return envelope;
  }
  const modern = headerClaimsModern(headers) || (envelope.kind !== 'response' && claimsModern(envelope.params));
  return modern ? modernMessage(envelope, headers) : initializeEraMessage(envelope, headers);
}

function modernMessage(envelope: ValidEnvelope, headers: ProtocolHeaders): SingleMessage {
  const revision = MODERN_PROTOCOL_VERSION;
  switch (envelope.kind) {
    case 'response':
      return { ...invalidRequest(null, 'clients do not send responses'), revision };
    case 'notification':
      return { kind: 'notification', revision, method: envelope.method, params: envelope.params };
    case 'request': {
      const { id, method, params, exactParams } = envelope;
      const error = modernRequestError(method, params, headers);
      return error ? { kind: 'invalid', id, error, revision, method } : { kind: 'request', revision, id, method, params, exactParams };
    }
  }
}

function initializeEraMessage(envelope: ValidEnvelope, headers: ProtocolHeaders): SingleMessage {
  const revision = headerRevision(headers);
  return revision === undefined ? invalidRequest(envelope.kind === 'request' ? envelope.id : null, UNSUPPORTED_HEADER) : inRevision(envelope, revision);
}
