/**
 * A remote MCP server for tests: the synthesized app on loopback, with clients that are signed in, and a hand on its tools. Published as
 * `cdk-remote-mcp-server/testing`.
 */
import * as path from 'node:path';
import type { Client, ClientOptions } from '@modelcontextprotocol/client';
import { connectedClient, loadOfficialClient } from './official-client';
import { ServerThread } from './server-thread';
import type { ServedApi } from '../cloud-assembly/served-api';

/** A CDK app, or a stage of one. */
export interface SynthesizableApp {
  /** Writes the cloud assembly. */
  synth(): { readonly directory: string };
}

/** How the server is started. */
export interface RemoteMcpServerOptions {
  /**
   * Which server is started: the name of its stack, or the path of its construct, such as `Shop/Orders`.
   *
   * @default - every `RemoteMcpServer`
   */
  readonly stack?: string;
  /**
   * Whether URLs have the stage as a prefix, or are as on a custom domain.
   *
   * @default - `domain` where the template has one, otherwise `stage`
   */
  readonly endpoint?: 'stage' | 'domain';
  /**
   * A directory with a folder for each S3 bucket, in which objects are files.
   *
   * @default - `buckets`, beside the cloud assembly
   */
  readonly buckets?: string;
  /**
   * A JSON file with the values of secrets that the template does not hold, by ARN, name or the ids of their constructs.
   *
   * @default - `secrets.json` beside the cloud assembly, where it exists
   */
  readonly secrets?: string;
  /**
   * A JSON file with the people who can sign in: an array of `{ "sub": "ada", "name": "Ada", "email": "…", "groups": ["readers"], "claims": {} }`.
   *
   * @default - `reader` and `admin`, or people who fit what the template asks for
   */
  readonly users?: string;
  /**
   * The time at which the clock stands still: `Date` in functions that run on Node.js (the server's own are among them), in the gateway and in
   * the identity provider. Timers go on, as do the clocks of functions in other languages and of the test itself.
   *
   * @default - the clocks go on
   */
  readonly time?: Date;
}

/** One call of the function of a tool. */
export interface ToolCall {
  /** What the function received: `name`, `arguments`, `caller` and the rest of the documented event. */
  readonly event: { readonly [name: string]: any };
  /** What the function answered; undefined if it failed or has not answered yet. */
  readonly answer?: any;
  /** Why it failed. */
  readonly error?: { readonly errorType?: string; readonly errorMessage: string };
}

/**
 * A tool whose target is a Lambda function: what it was asked, and what goes wrong with it. Tools that run inside the server (`fromCode`), call
 * an API or start a state machine have no function that could be seen here.
 */
export interface TestedTool {
  /** Its calls, in the order in which they began. */
  calls(): Promise<readonly ToolCall[]>;
  /** Forgets the calls up to now. */
  forgetCalls(): Promise<void>;
  /** From now on each call fails, and the function does not run. */
  fails(message?: string, errorType?: string): Promise<void>;
  /** From now on the function starts so many milliseconds late. */
  isSlow(milliseconds: number): Promise<void>;
  /** From now on Lambda refuses each call (`TooManyRequestsException`), and the function does not run. */
  isThrottled(): Promise<void>;
  /** Ends what `fails`, `isSlow` or `isThrottled` began. */
  recovers(): Promise<void>;
}

/** A request of MCP that reached the server, whatever answers it: functions, code, HTTP APIs, state machines, other servers, resources, prompts. */
export interface TestedRequest {
  /** Of MCP, such as `tools/call`. */
  readonly method: string;
  /** Of the tool or prompt, or the URI of the resource. */
  readonly name?: string;
  /** Those of a tool or prompt, otherwise all parameters. */
  readonly arguments?: any;
  /** The status of HTTP; undefined while nothing is answered. */
  readonly status?: number;
  /** `ok`, `tool error`, or what the server refused it with. */
  readonly outcome?: string;
  readonly failed?: boolean;
  /** The result, the error, or the body as it came. */
  readonly answer?: any;
  /** Messages that came before the answer, on a stream. */
  readonly before?: readonly any[];
  readonly milliseconds?: number;
}

/** A function of the server itself, and what goes wrong with it. Whoever calls gets what API Gateway makes of it. */
export interface TestedPart {
  /** From now on it fails, and does not run. */
  fails(): Promise<void>;
  /** From now on it starts so many milliseconds late. */
  isSlow(milliseconds: number): Promise<void>;
  /** From now on Lambda refuses each call, and it does not run. */
  isThrottled(): Promise<void>;
  /** Ends what `fails`, `isSlow` or `isThrottled` began. */
  recovers(): Promise<void>;
}

/** A client of the official SDK, and what it asks a person for. */
export interface TestClientOptions extends ClientOptions {
  /**
   * The scopes that it asks for. The person gets those of them that they may have.
   *
   * @default - all scopes that the server offers
   */
  readonly scopes?: readonly string[];
}

/** A running server. */
export interface TestedRemoteMcpServer {
  /** The URL for clients. */
  readonly mcpUrl: string;
  /** The issuer of its access tokens. */
  readonly issuer?: string;
  /** With which machine clients register. */
  readonly initialAccessToken?: string;
  /** The declared clients, with their secrets here. */
  readonly declaredClients: readonly { readonly clientId: string; readonly clientSecret: string }[];
  /**
   * Connects a client of the official SDK (`@modelcontextprotocol/client`, which you install). Close it, or the server, at the end.
   *
   * @param person who signs in, by the subject at the local identity provider, such as `reader` or `admin`, and consents. Left out for a server
   * that asks nobody to sign in.
   * @param options of the client. Unless they say otherwise, it speaks the newest revision that the server knows.
   * @throws an error with the code `ClientMissing` if the SDK is not installed, `SignInFailed` if the person is not let in
   */
  client(person?: string, options?: TestClientOptions): Promise<Client>;
  /**
   * A tool, by its name.
   *
   * @throws an error with the code `ToolNotFound` for a name that no tool has, `ToolWithoutFunction` for a tool that no function of its own answers
   */
  tool(name: string): TestedTool;
  /**
   * A part of the server itself: the function that answers MCP, the authorization server, or what checks access tokens.
   *
   * @throws in its methods, an error with the code `NoSuchFunction` where the server has none, such as `oauth` of one with an issuer of yours
   */
  part(name: 'mcp' | 'oauth' | 'authorizer'): TestedPart;
  /** The last 200 requests of MCP, in the order in which they came. */
  requests(): Promise<readonly TestedRequest[]>;
  /**
   * Sets the clock of a server that was started with a `time`. Functions see it from their next event on.
   *
   * @throws if the server was started without one
   */
  setTime(time: Date): Promise<void>;
  /** What the functions wrote into their logs: `NAME: LINE`. */
  logs(): Promise<readonly string[]>;
  /** Closes the clients, ends the functions and removes what the server wrote. */
  close(): Promise<void>;
}

/** All servers of an app, running. */
export interface TestedRemoteMcpServers {
  /** Which there are: the path of each one's construct, or as much of it as tells it from the others, such as `Shop/Orders`. */
  readonly paths: readonly string[];
  /**
   * One of them. Closing it closes all.
   *
   * @throws an error with the code `RestApiNotFound` where there is none of that path
   */
  server(path: string): TestedRemoteMcpServer;
  /** Closes the clients, ends the functions and removes what the servers wrote. */
  close(): Promise<void>;
}

/** The oldest Node.js that the server's functions run on. */
const MIN_NODE = 22;

/** The directory of the bundles. */
const ASSETS = path.join(__dirname, '..');

/**
 * Starts the server of a CDK app on loopback, from the same template and code that a deployment would use. The tables are empty, and the secrets new.
 *
 * @param app a CDK app, which is synthesized, or the directory of a cloud assembly, such as `cdk.out`
 * @throws an error with a code for anything in the assembly that cannot be served, `RestApiAmbiguous` where there are several servers
 * @see https://github.com/cdk-remote-mcp-server/cdk-remote-mcp-server/blob/main/docs/testing.md
 */
export async function startRemoteMcpServer(app: SynthesizableApp | string, options: RemoteMcpServerOptions = {}): Promise<TestedRemoteMcpServer> {
  const started = await startRemoteMcpServers(app, options);
  const [only, ...others] = started.paths;
  if (others.length > 0) {
    await started.close();
    throw failure('RestApiAmbiguous', `there are several servers: ${started.paths.join(', ')}; choose one with the option stack, or start all with startRemoteMcpServers`);
  }
  return started.server(only);
}

/**
 * Starts all servers of a CDK app, as {@link startRemoteMcpServer} starts one: beside each other, with the same tables, buckets and people.
 *
 * @throws an error with a code for anything in the assembly that cannot be served
 */
export async function startRemoteMcpServers(app: SynthesizableApp | string, options: RemoteMcpServerOptions = {}): Promise<TestedRemoteMcpServers> {
  const { node } = process.versions;
  if (Number(node.split('.')[0]) < MIN_NODE) {
    throw failure('NodeTooOld', `Node.js ${node} is too old: cdk-remote-mcp-server/testing needs ${MIN_NODE} or newer`);
  }
  const directory = typeof app === 'string' ? app : app.synth().directory;
  const { time, ...others } = options;
  const { thread, servers } = await ServerThread.start(ASSETS, { ...others, app: path.resolve(directory), frozenAt: time?.getTime() });
  if (servers[0].mcpUrl === undefined) {
    await thread.stop();
    throw failure('NoRemoteMcpServer', `${directory} holds an API, but no RemoteMcpServer`);
  }
  thread.rest();
  const clients: Client[] = [];
  const close = async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await thread.stop();
  };
  const tested = new Map(servers.map((served) => [served.path, testedServer(thread, served, { clients, close, isFrozen: time !== undefined })]));
  return {
    paths: [...tested.keys()],
    server(of) {
      const server = tested.get(of);
      if (server === undefined) {
        throw failure('RestApiNotFound', `there is no server ${of}; there are: ${[...tested.keys()].join(', ')}`);
      }
      return server;
    },
    close,
  };
}

const failure = (code: string, message: string) => Object.assign(new Error(message), { code });

/** What the servers of one start share. */
interface Shared {
  readonly clients: Client[];
  readonly isFrozen: boolean;
  close(): Promise<void>;
}

/** A spy on what is not there would see nothing, and a test that asks it would pass. */
function requireFunction(name: string, offered: ServedApi['offered']): void {
  const named = offered?.tools.filter((tool) => tool.name === name);
  if (offered === undefined || named?.some(({ functionArn }) => functionArn !== undefined)) {
    return;
  }
  if (named !== undefined && named.length > 0) {
    throw failure('ToolWithoutFunction', `the tool "${name}" has no function that could be seen or fail: requests() has its calls, and part('mcp') fails`);
  }
  throw failure('ToolNotFound', `there is no tool "${name}"; there are: ${offered.tools.map((tool) => tool.name).join(', ')}`);
}

function testedServer(
  thread: ServerThread, { path: server, mcpUrl = '', issuer, initialAccessToken, declaredClients = [], offered }: ServedApi, { clients, isFrozen, close }: Shared,
): TestedRemoteMcpServer {
  return {
    mcpUrl,
    issuer,
    initialAccessToken,
    declaredClients,
    async client(person, { scopes, ...clientOptions } = {}) {
      thread.requireOpen();
      const official = await loadOfficialClient(() => import('@modelcontextprotocol/client'));
      const client = await connectedClient(official, {
        mcpUrl,
        person,
        scopes,
        options: clientOptions,
        signIn: (authorizationUrl, redirectUrl, who) => thread.ask('signIn', { authorizationUrl, redirectUrl, person: who }),
      });
      clients.push(client);
      return client;
    },
    tool(name) {
      requireFunction(name, offered);
      const tool = { name, server };
      return {
        calls: () => thread.ask('calls', tool),
        forgetCalls: () => thread.ask('forgetCalls', tool),
        fails: (message = 'the test lets it fail', errorType = 'Error') => thread.ask('inject', tool, { kind: 'fails', message, errorType }),
        isSlow: (milliseconds) => thread.ask('inject', tool, { kind: 'isSlow', milliseconds }),
        isThrottled: () => thread.ask('inject', tool, { kind: 'isThrottled' }),
        recovers: () => thread.ask('inject', tool, undefined),
      };
    },
    part: (name) => ({
      fails: () => thread.ask('injectPart', server, name, { kind: 'failing', milliseconds: 0 }),
      isSlow: (milliseconds) => thread.ask('injectPart', server, name, { kind: 'slow', milliseconds }),
      isThrottled: () => thread.ask('injectPart', server, name, { kind: 'throttled', milliseconds: 0 }),
      recovers: () => thread.ask('injectPart', server, name, undefined),
    }),
    async requests() {
      const requests = await thread.ask('requests', server);
      return requests.map(({ method, name, arguments: given, status, outcome, failed, answer, before, milliseconds }) => (
        { method, name, arguments: given, status, outcome, failed, answer, before, milliseconds }));
    },
    async setTime(moment) {
      if (!isFrozen) {
        throw new Error('the clock goes on: start the server with the option `time` to set it');
      }
      await thread.ask('setTime', moment.getTime());
    },
    logs: () => thread.ask('logs'),
    close,
  };
}
