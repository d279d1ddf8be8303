import { printable } from './request-line';
import { Style } from './style';
import { ServedApi } from '../cloud-assembly/served-api';

function tokenSteps(served: ServedApi): string[] {
  if (served.registrationEndpoint === undefined || served.initialAccessToken === undefined) {
    return [];
  }
  const registration = '{"client_name":"me","grant_types":["client_credentials"],"response_types":[],"redirect_uris":[],"token_endpoint_auth_method":"client_secret_basic"}';
  return [
    '',
    '  A token for a machine client (the initial access token lets it register):',
    '',
    `    client=$(curl -s ${served.registrationEndpoint} -H 'Authorization: Bearer ${served.initialAccessToken}' \\`,
    `      -H 'Content-Type: application/json' -d '${registration}')`,
    '    member() { sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/"; }',
    `    token=$(curl -s ${served.issuer}/token -u "$(echo "$client" | member client_id):$(echo "$client" | member client_secret)" \\`,
    `      -d grant_type=client_credentials -d resource=${served.mcpUrl} | member access_token)`,
    `    curl -s ${served.mcpUrl} -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \\`,
    '      -H \'Accept: application/json, text/event-stream\' -d \'{"jsonrpc":"2.0","id":1,"method":"tools/list"}\'',
  ];
}

/** More do not fit on a line. */
const PEOPLE_MAX = 6;

function signIn({ people = [] }: ServedApi): string[] {
  if (people.length === 0) {
    return [];
  }
  return [
    '',
    '  People sign in without a password. Lock them out at these addresses to see what happens to their clients:',
    '',
    ...people.map(({ issuer, standsFor, users }) => `    ${issuer}  for ${standsFor}: ${shortList(users.map(({ sub }) => sub))}`),
  ];
}

const shortList = (names: readonly string[]) => [...names.slice(0, PEOPLE_MAX), ...names.length > PEOPLE_MAX ? [`${names.length - PEOPLE_MAX} more`] : []].join(', ');

function declared({ declaredClients = [] }: ServedApi): string[] {
  if (declaredClients.length === 0) {
    return [];
  }
  return ['', '  Declared clients, and their secrets here:', '', ...declaredClients.map(({ clientId, clientSecret }) => `    ${clientId}  ${clientSecret}`)];
}

const SHOWN = 12;

function offered({ offered: offer, mcpUrl }: ServedApi, style: Style): string[] {
  const named = (what: string, names: readonly string[]) => (names.length === 0 ? [] : [
    `    ${style.dim(what.padEnd(10))} ${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? `, and ${names.length - SHOWN} more` : ''}`,
  ]);
  if (offer === undefined || mcpUrl === undefined) {
    return [];
  }
  return ['', ...named('Tools', offer.tools.map(({ name }) => name)), ...named('Resources', offer.resources), ...named('Prompts', offer.prompts)];
}

/** For lists of clients, in which the deployed one may be, too. */
function clientName(name: string): string {
  return `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40)}-local`.replace(/^-/, '');
}

function clients({ mcpUrl }: ServedApi, listedAs: string, style: Style): string[] {
  if (mcpUrl === undefined) {
    return [];
  }
  const name = clientName(listedAs);
  const vsCode = JSON.stringify({ name, type: 'http', url: mcpUrl });
  return [
    '',
    `    ${style.dim('Browser   ')} open that URL: it says how to connect each client`,
    `    ${style.dim('Claude    ')} claude mcp add --transport http ${name} ${mcpUrl}`,
    `    ${style.dim('VS Code   ')} code --add-mcp '${vsCode}'`,
    `    ${style.dim('Inspector ')} npx @modelcontextprotocol/inspector --transport http --server-url ${mcpUrl}`,
  ];
}

const localPage = ({ localPage: page }: ServedApi, style: Style): string[] => (page === undefined ? [] : ['', `  Calls, people, access, audit and faults: ${style.cyan(page)}`]);

/** A Region of the server, whose process can be ended. */
export interface RegionOfServer {
  readonly path: string;
  readonly region: string;
  readonly url: string;
  readonly pid: number;
  readonly localPage?: string;
}

function regionsOf(regions: readonly RegionOfServer[], style: Style): string[] {
  if (regions.length === 0) {
    return [];
  }
  const width = Math.max(...regions.map(({ path, region }) => `${printable(path)}  ${region}`.length));
  return [
    '',
    '  Its Regions. The first that answers gets the connections; end the process of one to lose it:',
    '',
    ...regions.map(({ path, region, url, pid, localPage: page }) => `    ${`${printable(path)}  ${region}`.padEnd(width)}  ${style.bold(`kill -9 ${pid}`)}  ${page ?? url}`),
  ];
}

function only(served: ServedApi, style: Style, regions: readonly RegionOfServer[]): string[] {
  const { name, url, mcpUrl } = served;
  return [
    `  ${style.bold('Ready.')} ${mcpUrl === undefined ? 'The API is at' : `Give this URL${name === undefined ? '' : ` of ${style.bold(printable(name))}`} to an MCP client:`}`,
    '',
    `    ${style.bold(style.cyan(mcpUrl ?? url))}`,
    ...offered(served, style),
    ...clients(served, name ?? '', style),
    ...localPage(served, style),
    ...regionsOf(regions, style),
    ...signIn(served),
    ...tokenSteps(served),
    ...declared(served),
  ];
}

/** One below the other; those who want to know all of one choose it. */
function several(servers: readonly ServedApi[], style: Style): string[] {
  const named = ({ path, name }: ServedApi) => `${style.bold(printable(path))}${name === undefined ? '' : `, called ${style.bold(printable(name))}`}`;
  return [
    `  ${style.bold('Ready.')} Give these URLs to MCP clients:`,
    '',
    ...servers.map(({ path, url, mcpUrl = url }) => `    ${printable(path).padEnd(Math.max(...servers.map((each) => printable(each.path).length)))}  ${style.bold(style.cyan(mcpUrl))}`),
    ...servers.flatMap((served) => [
      '', `  ${named(served)}`, ...offered(served, style), ...clients(served, served.path, style), ...localPage(served, style), ...signIn(served), ...declared(served),
    ]),
    '',
    style.dim(`  --stack ${servers[0].path} serves one, and shows how a machine client gets a token.`),
  ];
}

/**
 * The text printed when the gateway is ready.
 *
 * @param kept where the app is synthesized into, if it is watched
 * @param regions in which the only server is served apart
 */
export function banner(servers: readonly ServedApi[], style: Style, kept?: string, regions: readonly RegionOfServer[] = []): string {
  return [
    '',
    ...servers.length === 1 ? only(servers[0], style, regions) : several(servers, style),
    '',
    style.dim(kept === undefined
      ? '  Everything is in memory: clients, tokens and secrets are new at every start. Ctrl-C stops it.'
      : `  Every file that you save is live. Clients, grants, secrets and tables outlive this command in ${kept}, which Git ignores; --fresh forgets them.`),
    '',
    '',
  ].join('\n');
}
