import { parseArgs } from 'node:util';
import { ROTATE_SECRETS } from './on-this-machine';
import { LocalError } from '../errors/local-error';

export const ADMIN_HELP = `remote-mcp admin COMMAND [options]

Lists and ends what people have allowed clients, and removes keys, by the function of the authorization server. IAM decides who may: server.grants.administer(role).

  list-clients                   those that registered, are declared, or were let in by the document at their id
  list-grants PERSON             what a person has allowed, the newest first
  revoke-grant GRANT             ends one: refresh is refused at once, access tokens within 30 seconds
  revoke-grants PERSON           ends all of a person
  revoke-client CLIENT           ends a client that registered itself, for all its users
  list-keys                      those that access tokens are verified with
  rotate-secrets                 on this machine only: what the schedules of SigningSecret.generated({ rotateEvery }) do on AWS, now
  remove-key KEY                 removes one that leaked, once another one signs: its tokens are refused within 30 seconds

PERSON is the subject in the log; or --issuer and --subject, as the identity provider has them.

  --stack NAME                   the deployed stack of the server; needs cloudformation:DescribeStacks
  --function NAME                or the function itself: the ARN in the output AdministrationFunctionArn, which needs no other permission
  --profile NAME, --region NAME  as the AWS CLI takes them                      (default: those of the AWS CLI)
  --url URL                      or a server of this machine, such as http://localhost:3000
                                 (default: the one that "remote-mcp dev" serves in this directory)
  --json                         what the function answered, for programs
`;

const usage = (message: string) => new LocalError('BadUsage', `${message}; see remote-mcp admin --help`);

/** Where the server is. */
export type Target =
  | { readonly kind: 'aws'; readonly stack?: string; readonly functionName?: string; readonly profile?: string; readonly region?: string }
  | { readonly kind: 'local'; readonly url?: string };

export interface AdminCommand {
  readonly request: { readonly administration: string; readonly [name: string]: unknown };
  readonly target: Target;
  readonly json: boolean;
}

const OPTIONS = {
  issuer: { type: 'string' },
  subject: { type: 'string' },
  stack: { type: 'string' },
  function: { type: 'string' },
  profile: { type: 'string' },
  region: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw usage((error as Error).message.split('. ')[0]);
  }
}

/** @throws LocalError BadUsage */
export function parseAdminCommand(args: readonly string[]): AdminCommand {
  const { values, positionals: [command, ...names] } = parse(args);
  const request = requestOf(command, names, values);
  const target = targetOf(values);
  if (request.administration === ROTATE_SECRETS && target.kind === 'aws') {
    throw usage('rotate-secrets is for servers of this machine; on AWS: aws secretsmanager rotate-secret --secret-id SECRET');
  }
  return { request, target, json: values.json };
}

function requestOf(command: string | undefined, names: readonly string[], { issuer, subject }: Values): AdminCommand['request'] {
  const only = (what: string): string => {
    if (names.length !== 1) {
      throw usage(`${command} takes one ${what}`);
    }
    return names[0];
  };
  const none = (request: AdminCommand['request']): AdminCommand['request'] => {
    if (names.length > 0) {
      throw usage(`${command} takes no names`);
    }
    return request;
  };
  const person = () => {
    if ((issuer === undefined) !== (subject === undefined) || (issuer === undefined) === (names.length === 0)) {
      throw usage(`${command} takes one person: the subject in the log, or --issuer and --subject`);
    }
    return issuer === undefined ? only('person') : { issuer, subject };
  };
  switch (command) {
    case 'list-clients':
      return none({ administration: 'listClients' });
    case 'list-keys':
      return none({ administration: 'listKeys' });
    case 'rotate-secrets':
      return none({ administration: ROTATE_SECRETS });
    case 'remove-key':
      return { administration: 'removeKey', key: only('key') };
    case 'list-grants':
      return { administration: 'listGrants', person: person() };
    case 'revoke-grant':
      return { administration: 'revokeGrant', grant: only('grant') };
    case 'revoke-grants':
      return { administration: 'revokeGrants', person: person() };
    case 'revoke-client':
      return { administration: 'revokeClient', client: only('client') };
    default:
      throw usage(`the commands are "list-clients", "list-grants", "list-keys", "remove-key", "revoke-grant", "revoke-grants", "revoke-client" and "rotate-secrets", not "${command ?? ''}"`);
  }
}

function targetOf({ stack, function: functionName, profile, region, url }: Values): Target {
  const onAws = [stack, functionName, profile, region].some((value) => value !== undefined);
  if (!onAws) {
    return { kind: 'local', url };
  }
  if (url !== undefined) {
    throw usage('--url is a server of this machine, and the other options one on AWS');
  }
  if ((stack === undefined) === (functionName === undefined)) {
    throw usage('a server on AWS is named by either --stack or --function');
  }
  return { kind: 'aws', stack, functionName, profile, region };
}
