import type { ProtocolHeaders } from './headers';
import type { Params } from './json-rpc';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS, type InitializeEraProtocolVersion } from '../../../src/contract/mcp/protocol-versions';

const LATEST = INITIALIZE_ERA_PROTOCOL_VERSIONS[0];

/** The revision of a request without the header: the last revision that had none. */
const WITHOUT_HEADER: InitializeEraProtocolVersion = '2025-03-26';

/**
 * The revision that a request names in its header.
 *
 * @returns undefined for a revision that this server does not support
 */
export function headerRevision(headers: ProtocolHeaders): InitializeEraProtocolVersion | undefined {
  const header = headers.protocolVersion?.trim();
  return header === undefined ? WITHOUT_HEADER : known(header);
}

/** The revision in which a request is answered: `initialize` negotiates it, whatever the header says. */
export function negotiatedRevision(method: string, params: Params, header: InitializeEraProtocolVersion): InitializeEraProtocolVersion {
  return method === 'initialize' ? known(params.protocolVersion) ?? LATEST : header;
}

/** Only one revision had batches. */
export function allowsBatches(revision: InitializeEraProtocolVersion): boolean {
  return revision === '2025-03-26';
}

function known(version: unknown): InitializeEraProtocolVersion | undefined {
  return INITIALIZE_ERA_PROTOCOL_VERSIONS.find((supported) => supported === version);
}
