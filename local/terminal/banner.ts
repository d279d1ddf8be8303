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

function clients({ mcpUrl, name = '' }: ServedApi, style: Style): string[] {
  if (mcpUrl === undefined) {
    return [];
  }
  const vsCode = JSON.stringify({ name: clientName(name), type: 'http', url: mcpUrl });
  return [
    '',
    `    ${style.dim('Browser   ')} open that URL: it says how to connect each client`,
    `    ${style.dim('Claude    ')} claude mcp add --transport http ${clientName(name)} ${mcpUrl}`,
    `    ${style.dim('VS Code   ')} code --add-mcp '${vsCode}'`,
    `    ${style.dim('Inspector ')} npx @modelcontextprotocol/inspector --transport http --server-url ${mcpUrl}`,
  ];
}

/**
 * The text printed when the gateway is ready.
 *
 * @param kept where the app is synthesized into, if it is watched
 */
export function banner(served: ServedApi, style: Style, kept?: string): string {
  const url = served.mcpUrl ?? served.url;
  return [
    '',
    `  ${style.bold('Ready.')} ${served.mcpUrl === undefined ? 'The API is at' : `Give this URL${served.name === undefined ? '' : ` of ${style.bold(printable(served.name))}`} to an MCP client:`}`,
    '',
    `    ${style.bold(style.cyan(url))}`,
    ...offered(served, style),
    ...clients(served, style),
    ...served.localPage === undefined ? [] : ['', `  Calls, people, access, audit and faults: ${style.cyan(served.localPage)}`],
    ...signIn(served),
    ...tokenSteps(served),
    ...declared(served),
    '',
    style.dim(kept === undefined
      ? '  Everything is in memory: clients, tokens and secrets are new at every start. Ctrl-C stops it.'
      : `  Every file that you save is live. Clients, grants, secrets and tables outlive this command in ${kept}, which Git ignores; --fresh forgets them.`),
    '',
    '',
  ].join('\n');
}
