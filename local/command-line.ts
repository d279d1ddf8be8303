import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { EndpointMode } from './cloud-assembly/endpoint';
import { LocalError } from './errors/local-error';
import { parseStandIn } from './functions/stand-in';
import { GivenOptions } from './given';

export interface LocalOptions extends GivenOptions {
  /** The directory of a cloud assembly. Of no meaning with {@link dev}. */
  readonly app: string;
  /** Given for `remote-mcp dev`. */
  readonly dev?: { readonly command?: string; readonly fresh: boolean };
  /** Whether every request and every line of every function is shown. */
  readonly verbose: boolean;
  /** 0 for any free one. */
  readonly port: number;
  readonly json: boolean;
  /** Undefined for what the template suggests. */
  readonly endpoint?: EndpointMode;
  readonly publicUrl?: string;
  /** Whether servers that share a domain are served as one server in several Regions. */
  readonly regions: boolean;
  /** Whether the official Inspector is opened. */
  readonly inspector: boolean;
  readonly stack?: string;
  /** Undefined for `buckets`, beside the assembly. */
  readonly buckets?: string;
  /** Undefined for `secrets.json`, beside the assembly. */
  readonly secrets?: string;
  /** Undefined for users who fit what the template asks for. */
  readonly users?: string;
  readonly awsProfile?: string;
}

export const HELP = `remote-mcp dev [options]

Synthesizes the CDK app of this directory into .remote-mcp, which Git ignores, serves it, and goes on with every file that you save. Clients,
grants, secrets and tables outlive it there. Takes the options of "remote-mcp local", and:

  --app COMMAND            what synthesizes the app                             (default: "app" in cdk.json)
  --fresh                  forgets what earlier starts left: clients, grants, secrets, tables and bundled code

remote-mcp local [options]

Serves a synthesized CDK app on this machine as API Gateway, Lambda, DynamoDB, S3 and Secrets Manager would. No AWS account is involved.

  --app DIR                the cloud assembly, as "cdk synth" wrote it          (default: cdk.out)
  --stack NAME             the stack, or the path of the construct, whose server is served: Shop/Server   (default: every RemoteMcpServer)
                           NAME/LOGICALID chooses one of several REST APIs of a stack
  --endpoint stage|domain  URLs with the stage prefix, or as on a custom domain or distribution (default: domain where the template has one)
  --buckets DIR            a folder for each S3 bucket, with its objects as files (default: buckets, beside the assembly)
                           called by the name of the bucket, or by the ids of its constructs: Documents
  --secrets FILE           a JSON object with values of secrets that the template does not hold, such as API keys (default: secrets.json,
                           beside the assembly), by ARN, name or the ids of their constructs
  --users FILE             who signs in, a JSON array: [{ "sub": "ada", "name": "Ada", "email": "…", "groups": ["readers"], "claims": {} }]
                           (default: people who fit the groups, tenants and domains of the template, and one who is refused)
  --env-vars FILE          values of the functions' variables, as "sam local" takes them: { "FUNCTION": { "VARIABLE": "value" } };
                           "Parameters" in the place of FUNCTION means every function
  --parameter NAME=VALUE   the value of a parameter of a template, [STACK:]NAME, or of one in the Parameter Store, /its/name
  --function NAME=DIR      runs this code in the place of a function; NAME is an ARN, a name, a logical id or the path of a construct
  --function NAME=COMMAND  runs a command in its place that speaks the Lambda Runtime API: "docker run …", "go run ./tool"
  --function NAME=URL      calls what answers Lambda's Invoke API there, such as "sam local start-lambda"
  --function NAME=aws      calls the function itself, on AWS; needs --aws-profile
  --aws-profile NAME       the profile of the AWS CLI with whose credentials the functions call AWS; without one, such calls fail at once
  --layer ARN=DIR          what a layer holds that is on AWS only
  --port N                 that of the first server; each other one gets the next. 0 takes any free ones  (default: 3000)
  --public-url URL         where a tunnel to this port is reached, such as https://abc.example.com; all announced URLs follow it
  --regions                serves one server in several Regions, each in a process of its own, behind one address that leads to the first that answers.
                           They share what has replicas: tables and secrets. Whoever ends one of the processes has lost that Region
  --inspector              opens the official Inspector of MCP on the server
  --verbose                shows every request and what the server's own functions log
  --json                   the first line on stdout is one JSON object with mcpUrl, issuer, registrationEndpoint,
                           initialAccessToken, declaredClients, identityProviders, people and localPage, or, where there are several,
                           servers, a list of those with the path of each; everything else goes to stderr, as with --verbose
  --help                   this text

cdk-remote-mcp-server init [DIR] [--language typescript|python|java|go]

Writes an app with a server that has one tool and a test. In a directory with a CDK app in one of these languages, it adds the server and its
test to that app, and changes nothing that is there.

In .NET it writes nothing: add RemoteMcpServer to an app of "cdk init". Every other command takes apps in any language of the CDK.

remote-mcp server.json [--app DIR] [--stack NAME] [--url URL] [--output FILE]

Writes what the MCP registry asks of a server that has a card (the prop serverCard), from the cloud assembly.

  --url URL                where the server is, if only the deployment knows     (default: that of its custom domain)
  --output FILE            "-" for stdout                                       (default: server.json)

remote-mcp admin lists and ends what people have allowed clients, on AWS or on this machine; see remote-mcp admin --help.

remote-mcp registry export and import copy the clients, grants and tokens of a server to another table; see remote-mcp registry --help.

remote-mcp lock URL --output FILE writes what another MCP server offers into a lock file; see remote-mcp lock --help.

Node.js, Python, Java, Ruby and provided.al2023 functions run from their assets. Other AWS services are called with --aws-profile, or where your
own AWS_ENDPOINT_URL_… say.
`;

/** What the help says of one command, or all of it. That of `dev` goes on to the options of `local`, which it takes. */
export function helpOf(command: string | undefined): string {
  const parts = HELP.split(/\n(?=(?:cdk-remote-mcp-server|remote-mcp) \S+ .*\n\n)/);
  const wanted = command === 'dev' ? ['dev', 'local'] : [command];
  return parts.filter((part) => wanted.includes(part.split(' ')[1])).join('\n') || HELP;
}

const usage = (message: string) => new LocalError('BadUsage', `${message}; see remote-mcp --help`);

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw usage(`--port takes a number from 0 to 65535, not "${text}"`);
  }
  return port;
}

function readEndpoint(text: string | undefined): EndpointMode | undefined {
  if (text === undefined || text === 'stage' || text === 'domain') {
    return text;
  }
  throw usage(`--endpoint takes "stage" or "domain", not "${text}"`);
}

/** The origin of a tunnel. What is announced is what clients compare, so it is taken as it is. */
function readPublicUrl(text: string | undefined): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || `${url.origin}/` !== url.href) {
    throw usage(`--public-url takes the https URL of a host, without a path, not "${text}"`);
  }
  return url.origin;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'app': { type: 'string' },
        'stack': { type: 'string' },
        'public-url': { type: 'string' },
        'regions': { type: 'boolean', default: false },
        'inspector': { type: 'boolean', default: false },
        'endpoint': { type: 'string' },
        'buckets': { type: 'string' },
        'secrets': { type: 'string' },
        'users': { type: 'string' },
        'env-vars': { type: 'string' },
        'parameter': { type: 'string', multiple: true, default: [] },
        'function': { type: 'string', multiple: true, default: [] },
        'aws-profile': { type: 'string' },
        'layer': { type: 'string', multiple: true, default: [] },
        'port': { type: 'string', default: '3000' },
        'json': { type: 'boolean', default: false },
        'verbose': { type: 'boolean', default: false },
        'fresh': { type: 'boolean' },
        'help': { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw usage((error as Error).message.split('. ')[0]);
  }
}

/** Reads `NAME=VALUE`. */
function readPair(option: string, text: string): readonly [name: string, value: string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) {
    throw usage(`${option} takes NAME=VALUE, not "${text}"`);
  }
  return [name, value];
}

function readLayer(text: string): readonly [arn: string, file: string] {
  const [arn, file] = readPair('--layer', text);
  if (!existsSync(file)) {
    throw usage(`--layer ${arn}: "${file}" does not exist`);
  }
  return [arn, path.resolve(file)];
}

/** @throws LocalError BadUsage, BadStandIn */
export function parseCommandLine(args: readonly string[]): LocalOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help || (args.length === 0)) {
    return 'help';
  }
  const [command] = positionals;
  if (positionals.length !== 1 || (command !== 'local' && command !== 'dev')) {
    throw usage(`the commands are "admin", "dev", "init", "local", "lock", "registry" and "server.json", not "${positionals.join(' ')}"`);
  }
  const { app, json, verbose, fresh, stack, buckets, secrets, users } = values;
  if (command === 'local' && fresh !== undefined) {
    throw usage('--fresh belongs to "remote-mcp dev": "remote-mcp local" keeps nothing');
  }
  if (values.regions && (command === 'dev' || values['public-url'] !== undefined || values.endpoint !== undefined)) {
    throw usage('--regions belongs to "remote-mcp local", which serves their domain; it goes neither with --public-url nor with --endpoint');
  }
  const standIns = new Map(values.function.map(parseStandIn));
  const awsProfile = values['aws-profile'];
  const onAws = [...standIns].find(([, { kind }]) => kind === 'aws');
  if (onAws !== undefined && awsProfile === undefined) {
    throw usage(`--function ${onAws[0]}=aws needs --aws-profile, which says with whose credentials it is called`);
  }
  return {
    ...command === 'dev' ? { app: '', dev: { command: app, fresh: fresh ?? false } } : { app: app ?? 'cdk.out' },
    port: readPort(values.port),
    json,
    verbose: verbose || json,
    endpoint: readEndpoint(values.endpoint),
    publicUrl: readPublicUrl(values['public-url']),
    regions: values.regions,
    inspector: values.inspector,
    stack,
    buckets,
    secrets,
    users,
    envVars: values['env-vars'],
    parameters: new Map(values.parameter.map((text) => readPair('--parameter', text))),
    standIns,
    awsProfile,
    layers: new Map(values.layer.map(readLayer)),
  };
}
