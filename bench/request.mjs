const BODY = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: {
    name: 'get_forecast',
    arguments: { city: 'Oslo', days: 3 },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
});

/** What an authorizer said of the caller. */
const CALLER = { sub: 'bench', client_id: 'bench', scope: 'mcp' };

/** A modern `tools/call` as API Gateway (REST, proxy integration) hands it to a function. */
export function toolsCall({ authorization, authorizer = CALLER, body = BODY, method = 'tools/call' } = {}) {
  const headers = {
    'Accept': 'application/json, text/event-stream',
    'Content-Type': 'application/json',
    'Host': 'bench.execute-api.eu-west-1.amazonaws.com',
    'MCP-Protocol-Version': '2026-07-28',
    'Mcp-Method': method,
    ...(method === 'tools/call' ? { 'Mcp-Name': 'get_forecast' } : {}),
    'User-Agent': 'bench',
    ...(authorization ? { Authorization: authorization } : {}),
  };
  return {
    resource: '/mcp',
    path: '/mcp',
    httpMethod: 'POST',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'bench',
      authorizer,
      domainName: 'bench.execute-api.eu-west-1.amazonaws.com',
      httpMethod: 'POST',
      identity: { sourceIp: '192.0.2.1', userAgent: 'bench' },
      path: '/prod/mcp',
      protocol: 'HTTP/1.1',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      requestTimeEpoch: 1767225600000,
      resourcePath: '/mcp',
      stage: 'prod',
    },
    body,
    isBase64Encoded: false,
  };
}

/** A modern `tools/list`. */
export function toolsList(options) {
  const { params: { _meta }, ...request } = JSON.parse(BODY);
  return toolsCall({ ...options, method: 'tools/list', body: JSON.stringify({ ...request, method: 'tools/list', params: { _meta } }) });
}

/** The same call with arguments that the tool's schema refuses. */
export function invalidToolsCall(options) {
  return toolsCall({ ...options, body: BODY.replace('"days":3', '"days":99') });
}

/** What a Lambda authorizer of type REQUEST is asked before that call. */
export function authorizerRequest(event) {
  const { body, isBase64Encoded, ...request } = event;
  return { ...request, type: 'REQUEST', methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:bench/prod/POST/mcp' };
}

export const EXPECTED_TEXT = 'Oslo: sunny for 3 day(s)';
