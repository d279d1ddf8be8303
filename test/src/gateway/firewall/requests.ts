import { WafRequest } from './evaluator';

/** A request, and what must become of it: allowed, counting these rules, or blocked by the rule of a priority. */
export interface Expectation {
  readonly title: string;
  readonly request: WafRequest;
  readonly counted?: readonly string[];
  readonly blockedBy?: number;
  readonly status?: number;
}

type Details = Partial<Omit<WafRequest, 'method' | 'path'>>;

const AGENT = { 'user-agent': 'Claude-User' };
const BROWSER = { 'user-agent': 'Mozilla/5.0' };
const TOKEN = { authorization: 'Bearer token' };

const of = (line: string, details: Details = {}): WafRequest => {
  const [method, url] = line.split(' ');
  const [path, query] = url.split(/\?(.*)/s);
  return { method, path, query, headers: AGENT, ...details };
};
const mcp = (details: Details = {}) => of('POST /mcp', { headers: { ...AGENT, ...TOKEN }, ...details });
const text = (length: number) => 'x'.repeat(length);

const SSRF_AND_RFI_BODY = ['EC2MetaDataSSRF_BODY', 'GenericRFI_BODY'];
const SSRF_AND_RFI_QUERY = ['EC2MetaDataSSRF_QUERYARGUMENTS', 'GenericRFI_QUERYARGUMENTS'];

/** Bodies are of the tool calls and forms that the titles name; `matches` says which rules of AWS are known to match them. */
export const ALLOWED: readonly Expectation[] = [
  { title: 'an MCP request of a hosted client', request: mcp({ body: '{"method":"initialize"}', ip: '160.79.104.10' }) },
  { title: 'an MCP request without a User-Agent', request: mcp({ headers: TOKEN }), counted: ['NoUserAgent_HEADER'] },
  { title: 'an MCP request of 7 KB', request: mcp({ body: text(7000) }) },
  { title: 'an MCP request of 300 KB', request: mcp({ body: text(300_000) }), counted: ['SizeRestrictions_BODY'] },
  {
    title: 'an MCP request of 2 MB',
    request: mcp({ body: text(20_000), headers: { ...AGENT, ...TOKEN, 'content-length': '2000000' } }),
    counted: ['SizeRestrictions_BODY', 'LargeMcpBody'],
  },
  {
    title: 'a script as a tool argument',
    request: mcp({ body: '<script>alert(1)</script>', matches: ['CrossSiteScripting_BODY'] }),
    counted: ['CrossSiteScripting_BODY'],
  },
  { title: 'SQL as a tool argument', request: mcp({ body: 'SELECT 1; DROP TABLE x;--' }) },
  { title: 'a relative path as a tool argument', request: mcp({ body: 'cat ../../etc/passwd', matches: ['GenericLFI_BODY'] }), counted: ['GenericLFI_BODY'] },
  { title: 'a loopback URL as a tool argument', request: mcp({ body: 'http://127.0.0.1:8188', matches: SSRF_AND_RFI_BODY }), counted: SSRF_AND_RFI_BODY },
  {
    title: 'the metadata service as a tool argument',
    request: mcp({ body: 'http://169.254.169.254/', matches: SSRF_AND_RFI_BODY }),
    counted: SSRF_AND_RFI_BODY,
  },
  { title: 'a JNDI lookup as a tool argument', request: mcp({ body: '${jndi:ldap://x/}', matches: ['Log4JRCE_BODY'] }), counted: ['Log4JRCE_BODY'] },
  {
    title: 'Java as a tool argument',
    request: mcp({ body: '(java.lang.Runtime).getRuntime().exec("x")', matches: ['JavaDeserializationRCE_BODY'] }),
    counted: ['JavaDeserializationRCE_BODY'],
  },
  { title: 'shell commands as a tool argument', request: mcp({ body: 'echo $HOME && ls' }) },
  { title: 'GET of the MCP endpoint', request: of('GET /mcp') },
  { title: 'HEAD of the MCP endpoint, by which a client finds out whether it needs a token', request: of('HEAD /mcp') },
  {
    title: 'a document below the MCP endpoint without a User-Agent',
    request: of('GET /mcp/.well-known/oauth-protected-resource', { headers: {} }),
    counted: ['NoUserAgent_HEADER'],
  },
  { title: 'DELETE of the MCP endpoint', request: of('DELETE /mcp') },
  { title: 'a preflight of the MCP endpoint', request: of('OPTIONS /mcp', { headers: BROWSER }) },
  { title: 'the MCP endpoint with a slash at the end', request: of('POST /mcp/', { matches: ['CrossSiteScripting_BODY'] }), counted: ['CrossSiteScripting_BODY'] },
  {
    title: 'discovery without a User-Agent',
    request: of('GET /.well-known/oauth-protected-resource', { headers: {} }),
    counted: ['NoUserAgent_HEADER'],
  },
  { title: 'discovery of the authorization server', request: of('GET /.well-known/oauth-authorization-server') },
  { title: 'the public keys', request: of('GET /jwks', { headers: { 'user-agent': 'python-httpx' } }) },
  {
    title: 'registration of a loopback address',
    request: of('POST /register', { body: 'http://127.0.0.1:33418/', matches: SSRF_AND_RFI_BODY }),
    counted: SSRF_AND_RFI_BODY,
  },
  {
    title: 'registration of localhost',
    request: of('POST /register', { body: 'http://localhost/callback', matches: ['EC2MetaDataSSRF_BODY'] }),
    counted: ['EC2MetaDataSSRF_BODY'],
  },
  {
    title: 'registration of a loopback address under the alias',
    request: of('POST /dcr', { body: 'http://127.0.0.1:33418/', matches: SSRF_AND_RFI_BODY }),
    counted: SSRF_AND_RFI_BODY,
  },
  {
    title: 'a change of a registration to a loopback address',
    request: of('PUT /register/https-id_1', { body: 'http://127.0.0.1:33418/', matches: SSRF_AND_RFI_BODY }),
    counted: SSRF_AND_RFI_BODY,
  },
  {
    title: 'a change of a registration to a loopback address under the alias',
    request: of('PUT /clients/https-id_1', { body: 'http://127.0.0.1:33418/', matches: SSRF_AND_RFI_BODY }),
    counted: SSRF_AND_RFI_BODY,
  },
  { title: 'registration of an app scheme', request: of('POST /register', { body: 'cursor://anysphere.cursor-mcp/oauth/callback' }) },
  {
    title: 'registration without a User-Agent',
    request: of('POST /register', { headers: {}, body: 'https://claude.ai/api/mcp/auth_callback' }),
    counted: ['NoUserAgent_HEADER'],
  },
  {
    title: 'sign-in that returns to a loopback address',
    request: of('GET /authorize?redirect_uri=http%3A%2F%2F127.0.0.1%3A55570%2F', { headers: BROWSER, matches: SSRF_AND_RFI_QUERY }),
    counted: SSRF_AND_RFI_QUERY,
  },
  {
    title: 'sign-in that returns to localhost',
    request: of('GET /authorize?redirect_uri=http%3A%2F%2Flocalhost%3A4200', { headers: BROWSER, matches: ['EC2MetaDataSSRF_QUERYARGUMENTS'] }),
    counted: ['EC2MetaDataSSRF_QUERYARGUMENTS'],
  },
  { title: 'sign-in with a long state', request: of(`GET /authorize?state=${text(521)}`, { headers: BROWSER }) },
  {
    title: 'sign-in with a query of 2,500 bytes',
    request: of(`GET /authorize?state=${text(2494)}`, { headers: BROWSER }),
    counted: ['SizeRestrictions_QUERYSTRING'],
  },
  {
    title: 'sign-in with a client id metadata document',
    request: of('GET /authorize?client_id=https%3A%2F%2Fcafe.be%2Fclient.json', { headers: BROWSER }),
  },
  {
    title: 'a sign-in form with a loopback address',
    request: of('POST /authorize', { headers: BROWSER, body: 'http://127.0.0.1', matches: SSRF_AND_RFI_BODY }),
    counted: SSRF_AND_RFI_BODY,
  },
  {
    title: 'a pushed authorization request with a loopback address',
    request: of('POST /par', { headers: {}, body: 'redirect_uri=http://127.0.0.1', matches: SSRF_AND_RFI_BODY }),
    counted: ['NoUserAgent_HEADER', ...SSRF_AND_RFI_BODY],
  },
  ...['/revoke', '/introspect', '/token', '/jwks', '/register/id', '/clients/id'].map((path) => ({
    title: `${path} without a User-Agent`, request: of(`POST ${path}`, { headers: {} }), counted: ['NoUserAgent_HEADER'],
  })),
  {
    title: 'a token request with a loopback address',
    request: of('POST /token', { body: 'redirect_uri=http://127.0.0.1', matches: SSRF_AND_RFI_BODY }),
    counted: SSRF_AND_RFI_BODY,
  },
  {
    title: 'the return from an identity provider with a query of 2,100 bytes',
    request: of(`GET /callback/okta?code=${text(2095)}`, { headers: BROWSER }),
    counted: ['SizeRestrictions_QUERYSTRING'],
  },
];

export const BLOCKED: readonly Expectation[] = [
  { title: 'a loopback URL posted elsewhere', request: of('POST /foo', { matches: SSRF_AND_RFI_BODY }), blockedBy: 53, status: 400 },
  { title: 'a loopback URL in a query elsewhere', request: of('GET /foo?u=http://127.0.0.1/', { matches: SSRF_AND_RFI_QUERY }), blockedBy: 52, status: 400 },
  { title: 'a loopback URL put to the MCP endpoint', request: of('PUT /mcp', { matches: SSRF_AND_RFI_BODY }), blockedBy: 53, status: 400 },
  { title: 'a long query elsewhere', request: of(`GET /jwks?x=${text(3000)}`), blockedBy: 51, status: 414 },
  { title: 'a sign-in with a query of 7,000 bytes', request: of(`GET /authorize?x=${text(6998)}`), blockedBy: 51, status: 414 },
  { title: '20 KB elsewhere', request: of('POST /foo', { body: text(20_000) }), blockedBy: 50, status: 413 },
  { title: 'a token request of 9 KB', request: of('POST /token', { body: text(9000) }), blockedBy: 50, status: 413 },
  { title: 'a registration of 12 KB', request: of('POST /register', { body: text(12_000) }), blockedBy: 50, status: 413 },
  {
    title: 'a registration under a scripted name',
    request: of('POST /register', { body: '<script>', matches: ['CrossSiteScripting_BODY'] }),
    blockedBy: 56,
    status: 400,
  },
  {
    title: 'a registration of the metadata service',
    request: of('POST /register', { body: 'http://169.254.169.254/latest', matches: SSRF_AND_RFI_BODY }),
    blockedBy: 54,
    status: 400,
  },
  { title: 'the metadata service as a client id', request: of('GET /authorize?client_id=http://169.254.169.254/'), blockedBy: 54, status: 400 },
  { title: 'the same, encoded', request: of('GET /authorize?client_id=http%3A%2F%2F169%2E254%2E169%2E254/'), blockedBy: 54, status: 400 },
  { title: 'the same, encoded twice', request: of('GET /authorize?client_id=http%253A%252F%252F169%252E254%252E169%252E254/'), blockedBy: 54, status: 400 },
  ...[
    'http://10.0.0.5/c.json', 'https://10.0.0.5/c.json', 'https://10.0.0.5:8443', 'https://[::1]/c.json', 'http://localhost/c.json', 'https://LOCALHOST.:3000',
    'https://2130706433/', 'https://0x7f.1/', 'https://someone@10.0.0.5/',
  ].flatMap((url) => [url, encodeURIComponent(url), encodeURIComponent(encodeURIComponent(url))]).map((value) => (
    { title: `the client id ${value}`, request: of(`GET /authorize?client_id=${value}`), blockedBy: 55, status: 400 }
  )),
  { title: 'the address as a client id on an encoded path', request: of('GET /%61uthorize?client_id=http://10.0.0.5/'), blockedBy: 55, status: 400 },
  { title: 'a JNDI lookup in a token request', request: of('POST /token', { matches: ['Log4JRCE_BODY'] }), blockedBy: 57, status: 400 },
  { title: 'Java elsewhere', request: of('POST /foo', { matches: ['JavaDeserializationRCE_BODY'] }), blockedBy: 57, status: 400 },
  { title: 'React payloads elsewhere', request: of('POST /foo', { matches: ['ReactJSRCE_BODY'] }), blockedBy: 57, status: 400 },
  { title: 'a JNDI lookup as the User-Agent of an MCP request', request: mcp({ matches: ['Log4JRCE_HEADER'] }), blockedBy: 40, status: 403 },
  { title: 'a JNDI lookup in the query of an MCP request', request: mcp({ matches: ['Log4JRCE_QUERYSTRING'] }), blockedBy: 40, status: 403 },
  { title: 'a relative path as a path', request: of('GET /.well-known/../../etc/passwd', { matches: ['GenericLFI_URIPATH'] }), blockedBy: 30, status: 403 },
  { title: 'a restricted extension', request: of('GET /.well-known/app.ini', { matches: ['RestrictedExtensions_URIPATH'] }), blockedBy: 30, status: 403 },
  { title: 'PROPFIND', request: of('PROPFIND /mcp'), blockedBy: 40, status: 403 },
  { title: 'an exploitable path', request: of('GET /WEB-INF/web.xml', { matches: ['ExploitablePaths_URIPATH'] }), blockedBy: 40, status: 403 },
  { title: 'a scanner', request: of('GET /mcp', { matches: ['UserAgent_BadBots_HEADER'] }), blockedBy: 30, status: 403 },
  ...['/authorize', '/authorize/uid', '/interaction/uid', '/interaction/uid/login', '/callback/okta', '/access', '/signed-out'].map((path) => (
    { title: `${path}, a page, without a User-Agent`, request: of(`GET ${path}`, { headers: {} }), blockedBy: 58, status: 400 }
  )),
  { title: 'an unknown page without a User-Agent', request: of('GET /foo', { headers: {} }), blockedBy: 58, status: 400 },
  { title: 'a script as a cookie', request: of('GET /authorize', { matches: ['CrossSiteScripting_COOKIE'] }), blockedBy: 30, status: 403 },
  { title: 'a path of 1,100 bytes', request: of(`GET /${text(1100)}`), blockedBy: 30, status: 403 },
  { title: 'a script in a query', request: of('GET /authorize?scope=<script>', { matches: ['CrossSiteScripting_QUERYARGUMENTS'] }), blockedBy: 30, status: 403 },
  ...['/xmcp', '/mcp/x', '/mcpx', '/foo/mcp', '/mcp;x', '/MCP', '/%6dcp', '//mcp', '/staging/mcp'].map((path) => ({
    title: `a script posted to ${path}, which is not the MCP endpoint`,
    request: { method: 'POST', path, headers: AGENT, matches: ['CrossSiteScripting_BODY'] },
    blockedBy: 56,
    status: 400,
  })),
  { title: 'an address of ill repute', request: mcp({ matches: ['AWSManagedIPReputationList'] }), blockedBy: 10, status: 403 },
];
