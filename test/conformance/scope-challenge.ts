import { extractWWWAuthenticateParams } from '@modelcontextprotocol/client';
import type { Check, Results } from './judge';

/**
 * What the suite's scenario of scope challenges wants of the fixtures that others use as well (SEP-2350; its repository has it, its last package does
 * not): two scopes each, all of them in one challenge.
 */
export const REQUIRED_SCOPES = {
  tool: ['mcp:conformance:tools:call', 'mcp:conformance:tools:test_simple_text'],
  resource: ['mcp:conformance:resources:read', 'mcp:conformance:resources:static'],
  template: ['mcp:conformance:resources:read', 'mcp:conformance:resources:template:123'],
  prompt: ['mcp:conformance:prompts:get', 'mcp:conformance:prompts:test_simple_prompt'],
  skill: ['mcp:conformance:resources:read', 'mcp:conformance:skills:count-things'],
} as const;

/** A token with nothing else is valid, and may do none of these. */
export const BASELINE_SCOPE = 'mcp:conformance:baseline';

export const ALL_SCOPES: readonly string[] = [BASELINE_SCOPE, ...new Set(Object.values(REQUIRED_SCOPES).flat())];

const REVISION = '2026-07-28';
const SKILL = 'skill://count-things/SKILL.md';

interface ScopedOperation {
  readonly method: string;
  readonly params: { readonly name: string } | { readonly uri: string };
  readonly scopes: readonly string[];
  /** The member that its result has. */
  readonly result: string;
}

/** What the scenario asks for, and a skill. */
const OPERATIONS: { readonly [name: string]: ScopedOperation } = {
  'tool': { method: 'tools/call', params: { name: 'test_simple_text' }, scopes: REQUIRED_SCOPES.tool, result: 'content' },
  'static-resource': { method: 'resources/read', params: { uri: 'test://static-text' }, scopes: REQUIRED_SCOPES.resource, result: 'contents' },
  'template-resource': { method: 'resources/read', params: { uri: 'test://template/123/data' }, scopes: REQUIRED_SCOPES.template, result: 'contents' },
  'prompt': { method: 'prompts/get', params: { name: 'test_simple_prompt' }, scopes: REQUIRED_SCOPES.prompt, result: 'messages' },
  'skill-file': { method: 'resources/read', params: { uri: SKILL }, scopes: REQUIRED_SCOPES.skill, result: 'contents' },
  'skill': { method: 'skills/get', params: { uri: SKILL }, scopes: REQUIRED_SCOPES.skill, result: 'skill' },
};

export const SCOPE_CHALLENGE_SCENARIOS: readonly string[] = Object.keys(OPERATIONS).map((name) => `scope-challenge-${name}`);

/** The scenario `sep-2350-server-scope-challenge` as its description has it, until a package of the suite runs it. */
export async function runScopeChallenge(mcpUrl: string, tokens: { readonly low: string; readonly full: string }): Promise<Results> {
  const results = new Map<string, readonly Check[]>();
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    results.set(`scope-challenge-${name}`, await checksOf(operation, mcpUrl, tokens));
  }
  return results;
}

async function checksOf(
  { method, params, scopes, result }: ScopedOperation, mcpUrl: string, { low, full }: { readonly low: string; readonly full: string },
): Promise<Check[]> {
  const challenged = await send(mcpUrl, method, params, low);
  const { error, scope = '', resourceMetadataUrl } = extractWWWAuthenticateParams(challenged);
  await challenged.text();
  const retried = await send(mcpUrl, method, params, full);
  const body = await retried.json() as { readonly result?: { readonly [member: string]: unknown } };
  const check = (id: string, isMet: boolean, seen: unknown): Check => (
    { id, status: isMet ? 'SUCCESS' : 'FAILURE', errorMessage: isMet ? undefined : `got ${JSON.stringify(seen)}` }
  );
  return [
    check('http-403', challenged.status === 403, challenged.status),
    check('www-authenticate', error === 'insufficient_scope' && resourceMetadataUrl?.origin === new URL(mcpUrl).origin, { error, resourceMetadataUrl }),
    check('single-challenge', scopes.every((needed) => scope.split(' ').includes(needed)), scope),
    check('upgraded-retry', retried.status === 200 && body.result?.[result] !== undefined, body),
  ];
}

function send(mcpUrl: string, method: string, params: ScopedOperation['params'], token: string): Promise<Response> {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'scope-challenge', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return fetch(mcpUrl, {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Accept': 'application/json, text/event-stream',
      'MCP-Protocol-Version': REVISION,
      'Mcp-Method': method,
      'Mcp-Name': 'name' in params ? params.name : params.uri,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 'scope-challenge', method, params: { ...params, _meta } }),
  });
}
