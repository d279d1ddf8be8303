import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { AwsCredentials, createCredentials } from './aws/credentials';
import { openProfile } from './aws/profile';
import { queueLocalizer } from './aws/queue-urls';
import { userEndpoints } from './aws/user-endpoints';
import { readCloudAssembly } from './cloud-assembly/cloud-assembly';
import { Deployment } from './cloud-assembly/deployment';
import { baseUrl, defaultMode, describeEndpoint, Endpoint, EndpointMode, localizer, pathPrefix, selectRestApis, shortPaths } from './cloud-assembly/endpoint';
import { isLoopback, ServedApi, ServerFunctions } from './cloud-assembly/served-api';
import { type CloudAssembly, isObject } from './cloud-assembly/template';
import { ActionRefused } from './dev/page/actions';
import { aboutPeopleHere, type Administer, asksToRotate } from './dev/page/administration';
import { requestIdIn } from './dev/page/calls';
import type { Faults } from './dev/page/faults';
import type { PageState } from './dev/page/state';
import { tableFaults } from './dev/page/table-faults';
import { ownInvocation, watchedInvocations } from './dev/page/watched-invocations';
import { LocalError } from './errors/local-error';
import { aroundInvocations, AroundInvocation, FunctionCall } from './functions/around-invocation';
import { DeployedFunctions } from './functions/deployed-functions';
import { FUNCTION_TYPES, readFunctions, unknownFunctions } from './functions/function-definition';
import { parseFunctionName } from './functions/function-name';
import type { FailedStart } from './functions/function-pool';
import { Functions, RenewedFunction } from './functions/functions';
import { FunctionsNotStarted } from './functions/functions-not-started';
import { importedFunctions } from './functions/imported-functions';
import { buffered, type FunctionInvoker, newRequestId, readFailure } from './functions/invocation';
import type { LineSource } from './functions/line-source';
import { domain, readNeighbours } from './gateway/domain';
import { Gateway } from './gateway/gateway';
import { readRestApi, RestApi } from './gateway/rest-api';
import { GivenOptions, readGiven } from './given';
import { Access, Permissions } from './iam/permissions';
import { linksOf, Listener, OnHandled } from './listening/listener';
import { Listeners } from './listening/listeners';
import { peopleOf } from './people/listed-provider';
import { readUsersFile } from './people/users-file';
import { SERVICES } from './services';
import { RESOURCE_NAMES } from './services/resource-names';
import { AroundRequest, aroundRequests } from './services/service/around-request';
import { ServiceCredentials } from './services/service/credentials';
import { keeping } from './services/service/keeping';
import { keptIn } from './services/service/kept';
import { RunningService } from './services/service/service';
import type { SharedServices } from './services/service/shared-services';

export interface LocalGatewayOptions extends GivenOptions {
  /** The directory of a cloud assembly. */
  readonly app: string;
  /** That of the first API; each other one gets the next. 0 for any free ones. */
  readonly port: number;
  readonly endpoint?: EndpointMode;
  /**
   * The origin under which a tunnel lets others reach this port: all URLs that the server announces begin with it.
   *
   * @default - localhost, which only this machine reaches
   */
  readonly publicUrl?: string;
  /**
   * Which server is served, by the name of a stack or the path of a construct.
   *
   * @default - all
   */
  readonly stack?: string;
  /**
   * Where `buckets` and `secrets.json` are looked for.
   *
   * @default - the directory that holds the assembly
   */
  readonly beside?: string;
  /**
   * Holds a folder for each S3 bucket.
   *
   * @default - `buckets`, beside the assembly
   */
  readonly buckets?: string;
  /**
   * A JSON file with the values of secrets, by ARN, name or ids of constructs.
   *
   * @default - `secrets.json`, beside the assembly, where it exists
   */
  readonly secrets?: string;
  /**
   * A JSON file with the people who sign in.
   *
   * @default - users who fit what the template asks for
   */
  readonly users?: string;
  /**
   * A directory in which tables, generated secrets and what else the app writes outlive the gateway.
   *
   * @default - all of it is in memory, and new at every start
   */
  readonly keep?: string;
  /**
   * What is shared with other Regions, whose gateways are other processes.
   *
   * @default - all that the app has is here
   */
  readonly shared?: SharedServices;
  /** A profile of the AWS CLI, with whose credentials the functions, and `aws` stand-ins, call AWS. */
  readonly awsProfile?: string;
  /** Where the bootstraps of the managed runtimes lie. */
  readonly runtimesDirectory: string;
  /**
   * Where the files of the page at `/_local` lie.
   *
   * @default - there is no such page
   */
  readonly pageDirectory?: string;
  readonly onHandled: OnHandled;
  readonly onFunctionLog: (functionName: string, line: string, source: LineSource) => void;
  /** Stands between the services that call functions and the functions. */
  readonly aroundInvocation?: (call: ServerCall, proceed: Parameters<AroundInvocation>[1]) => ReturnType<AroundInvocation>;
  /** Hears of each request of a function to a service that is decided by its role. */
  readonly onAccess?: (access: Access) => void;
  /** Stands between the services that functions call, and the functions. */
  readonly aroundRequest?: AroundRequest;
  /** Called with each process that runs a function, when it starts. */
  readonly onFunctionProcess?: (functionName: string, process: ChildProcess) => void;
}

/** A call of a function, and the path of the server for which it is made, if one is known. */
export interface ServerCall extends FunctionCall {
  readonly server?: string;
}

export interface LocalGateway {
  /** All that are served, in the order of the assembly. */
  readonly servers: readonly ServedApi[];
  /** The first of them. */
  readonly served: ServedApi;
  /** Those of this machine on which they are served, in the same order. */
  readonly ports: readonly number[];
  /** What is made to go wrong. */
  readonly faults: Faults;
  /** What the user should know, besides. */
  readonly notes: readonly string[];
  /** What the template declares and this machine does not do. */
  readonly warnings: readonly string[];
  /** What a server was asked, and the rest of what its page shows. @param path of the server */
  stateOf(path: string): PageState | undefined;
  /**
   * Deploys another assembly in the place of the running one, as one that was synthesized again would be: the URL stays, tables and secrets
   * keep what they hold, and calls that began are answered by the functions that began them.
   *
   * @param app its directory; that of the running assembly must stay as it is until the last of those calls has ended
   * @returns when they have ended
   * @throws LocalError for anything in the assembly that cannot be served; the running one goes on
   */
  replace(app: string): Promise<void>;
  /**
   * The same, and functions that are the same in both deployments go on as they are. Changed ones are started first.
   *
   * @returns when the new deployment answers
   * @throws LocalError also FunctionNotStarted, for a function that started before its change; the running deployment goes on
   */
  exchange(app: string): Promise<Exchange>;
  /**
   * The same with the assembly that is running, as it was read: a synthesis may be writing the next one in its directory.
   *
   * @param assets what lies in the place of assets of the assembly, by their paths
   */
  renew(assets: ReadonlyMap<string, string>): Promise<Exchange>;
  /** Starts the functions of tools that have not been called yet. @returns those that do not start, and what they said */
  startTools(): Promise<readonly FailedStart[]>;
  stop(): Promise<void>;
}

export interface Exchange {
  /** The functions that run other code, or otherwise. */
  readonly changed: readonly RenewedFunction[];
  /** Those that do not start, as before. */
  readonly broken: readonly FailedStart[];
  /** Resolves when the last call of the deployment before has ended. */
  readonly retired: Promise<void>;
}

const listIn = (value: unknown) => (Array.isArray(value) ? value as { readonly [name: string]: string }[] : []);

function describe(deployment: Deployment, endpoint: Endpoint, servedAs: string, url: string): ServedApi {
  const marker = endpoint.stack.resolve(endpoint.marker, endpoint.logicalId);
  if (!isObject(marker)) {
    return { path: servedAs, url };
  }
  const { name, mcpUrl, issuer, registrationEndpoint, initialAccessTokenSecretArn } = marker as { [name: string]: string | undefined };
  const secret = (arn: string) => deployment.dynamicReference(`secretsmanager:${arn}`);
  // Users copy a secret to the host next to which it is printed.
  const isPrintable = [mcpUrl, issuer, registrationEndpoint ?? issuer].every(isLoopback);
  const initialAccessToken = initialAccessTokenSecretArn === undefined || !isPrintable ? undefined : secret(initialAccessTokenSecretArn);
  const declaredClients = listIn(marker.declaredClients).flatMap(({ clientId, secretArn }) => {
    const clientSecret = isPrintable ? secret(secretArn) : undefined;
    return clientSecret === undefined ? [] : [{ clientId, clientSecret }];
  });
  const identityProviders = listIn(marker.identityProviders).map((provider) => provider.issuer);
  return {
    path: servedAs,
    url,
    name,
    mcpUrl,
    issuer,
    registrationEndpoint,
    initialAccessToken,
    declaredClients: declaredClients.length > 0 ? declaredClients : undefined,
    identityProviders: identityProviders.length > 0 ? identityProviders : undefined,
    offered: isObject(marker.offered) ? marker.offered as unknown as ServedApi['offered'] : undefined,
  };
}

/**
 * Serves an assembly until it is stopped.
 *
 * @throws LocalError for anything in the assembly that cannot be served
 */
export async function startLocalGateway(options: LocalGatewayOptions): Promise<LocalGateway> {
  const cleanups: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await cleanup();
    }
  };
  try {
    const first = readAssembly(options);
    const beside = (name: string) => path.join(options.beside ?? path.dirname(path.resolve(options.app)), name);
    if (options.secrets !== undefined && !existsSync(options.secrets)) {
      throw new LocalError('SecretsFileInvalid', `${options.secrets} does not exist; --secrets names a JSON file`);
    }
    const secretsFile = path.resolve(options.secrets ?? beside('secrets.json'));
    const users = options.users === undefined ? undefined : readUsersFile(path.resolve(options.users));
    const usersOwn: AwsCredentials[] = [];
    const profile = options.awsProfile === undefined ? undefined : await openProfile(options.awsProfile);
    const userCredentials = profile && (async () => {
      const credentials = await profile();
      // What was given to a function stays in its process.
      if (!usersOwn.includes(credentials)) {
        usersOwn.push(credentials);
      }
      return credentials;
    });
    const kept = options.keep === undefined ? undefined : keptIn(options.keep);
    const listeners = new Listeners(options.port, options, kept);
    cleanups.push(() => listeners.closeAll());
    const deployed = new DeployedFunctions();
    const permissions = new Permissions(options.onAccess);
    const asked = options.aroundInvocation === undefined ? deployed : aroundInvocations(deployed, (call, proceed) => {
      const all = listeners.all();
      const server = all.length === 1 ? all[0] : all.find(({ state }) => state.calls.has(requestIdIn(call.payload)));
      return options.aroundInvocation!({ ...call, server: server?.state.deployed.served.path }, proceed);
    });
    const invoker = aroundInvocations(asked, watchedInvocations((invocationId, payload) => {
      const requestId = requestIdIn(payload);
      listeners.all().forEach(({ state }) => state.calls.invoked(invocationId, requestId));
    }, listeners.faults));
    const services: RunningService[] = [];
    const aroundRequest = aroundRequests([options.aroundRequest, tableFaults(listeners.faults)]);
    const credentials: ServiceCredentials = { ...createCredentials(), others: () => usersOwn, permissions };
    const bucketsDirectory = path.resolve(options.buckets ?? beside('buckets'));
    const serviceVariables: { [variable: string]: string } = {};
    for (const service of SERVICES) {
      const started = await service.start?.(invoker, credentials, { bucketsDirectory, secretsFile, users, kept, aroundRequest, shared: options.shared });
      if (started === undefined) {
        continue;
      }
      services.push(started);
      cleanups.push(() => started.close());
      if (service.endpointVariable !== undefined && started.url !== undefined) {
        serviceVariables[service.endpointVariable] = started.url;
      }
    }
    let endKeeping: (() => Promise<void>) | undefined;
    cleanups.push(() => endKeeping?.());
    const { AWS_ENDPOINT_URL: refusing, ...here } = serviceVariables;
    // Tables and buckets of the app are here; of the rest of AWS, the user decides.
    const variables = { ...profile === undefined && { AWS_ENDPOINT_URL: refusing }, ...userEndpoints(process.env), ...here };
    const localizeQueues = queueLocalizer(variables);
    const workDirectory = mkdtempSync(path.join(tmpdir(), 'remote-mcp-'));
    cleanups.push(() => rmSync(workDirectory, { recursive: true, force: true }), () => deployed.stop());
    cleanups.push(() => services.forEach((service) => service.suspend?.()));

    let running: Functions | undefined;
    let forbidRunning: (() => void) | undefined;
    const log = (name: string, line: string, functionName: string, requestId?: string) => {
      const all = listeners.all();
      const owner = all.find(({ state }) => state.caused(requestId));
      options.onFunctionLog(name, line, {
        server: all.length > 1 ? owner?.state.deployed.served.path : undefined,
        isTool: all.some(({ state }) => state.isTool(functionName)),
        nameOf: (subject) => all.map(({ state }) => state.nameOf(subject)).find((known) => known !== undefined),
      });
      (owner === undefined ? all : [owner]).forEach(({ state }) => state.wrote(name, line, requestId));
    };
    const deployAt = async (ports: readonly Listener[], { deployment, endpoints }: Deployable, keep: boolean) => {
      const modes = endpoints.map((endpoint) => options.endpoint ?? defaultMode(endpoint));
      const urls = endpoints.map((endpoint, index) => baseUrl(endpoint, modes[index], options.publicUrl ?? ports[index].origin));
      endpoints.forEach((endpoint, index) => deployment.localizeWith(localizer(endpoint, urls[index])));
      if (localizeQueues !== undefined) {
        deployment.localizeWith(localizeQueues);
      }
      for (const service of services) {
        await service.deploy({ deployment, endpoints });
        if (service.localize !== undefined) {
          deployment.localizeWith((text) => service.localize!(text));
        }
        if (service.dynamicReference !== undefined) {
          deployment.resolveDynamicReferencesWith((reference) => service.dynamicReference!(reference));
        }
      }
      const apis = endpoints.map(readRestApi);
      const neighbours = endpoints.map(readNeighbours);
      const given = readGiven(options);
      const variablesOf = (arn: string) => Object.assign({}, ...services.map((service) => service.variablesOf?.(arn))) as { readonly [name: string]: string };
      const declared = readFunctions(deployment, given).map((one) => ('environment' in one ? { ...one, environment: { ...one.environment, ...variablesOf(one.arn) } } : one));
      const functions = new Functions(declared, {
        workDirectory: mkdtempSync(path.join(workDirectory, 'deployment-')),
        runtimesDirectory: options.runtimesDirectory,
        app: path.resolve(options.app),
        services: variables,
        credentialsOf: (arn) => permissions.credentialsOf(arn),
        userCredentials,
        log,
        onProcess: options.onFunctionProcess,
      }, keep ? running : undefined);
      endpoints.forEach((endpoint, index) => requireOwnFunctions(apis[index], functions, endpoint));
      const imported = importedFunctions(deployment, (arn) => functions.versionOf(arn) !== undefined);
      const forbid = permissions.deploy(deployment);
      const { failures, broken } = await functions.startChanged();
      if (failures.length > 0) {
        forbid();
        await functions.stop(running === undefined ? [] : [running]);
        throw new FunctionsNotStarted(failures);
      }
      const paths = shortPaths(endpoints.map(({ id }) => id));
      const providers = endpoints.map(({ id }) => services.flatMap((service) => service.identityProviders?.(id) ?? []));
      const servers = endpoints.map((endpoint, index) => ({
        ...describe(deployment, endpoint, paths[index], urls[index]),
        people: peopleOf(providers[index]),
        localPage: ports[index].localPage,
        functions: functionsOf(apis[index]),
      }));
      const warnings = [
        ...[...apis, ...neighbours].flatMap(({ warnings: ofApi }) => ofApi),
        ...functions.warnings,
        ...functions.gaps,
        ...imported.map((arn) => `${toolsOf(servers, arn)}${arn} is called by this app and is not in it; say what stands for it with --function ${arn}=DIR, =COMMAND, =URL or =aws`),
        ...unknownFunctions(deployment, given).map((id) => `a value or a stand-in is given for "${id}", and this app has no such function`),
        ...deployment.unknownParameters().map((name) => `a value is given for the parameter "${name}", which this app does not have`),
        ...deployment.stacks().flatMap((stack) => stack.refusedParameters().map((refusal) => `${stack.name}: ${refusal}`)),
        ...services.flatMap((service) => service.warnings?.() ?? []),
      ];
      const notes = [...functions.notes, ...services.flatMap((service) => service.notes?.() ?? [])];
      const last = running;
      const forbidLast = forbidRunning;
      running = functions;
      forbidRunning = forbid;
      deployed.add(functions);
      services.forEach((service) => service.live?.());
      const named = {
        functions: namesOf(deployment, ...FUNCTION_TYPES), tables: namesOf(deployment, 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'),
      };
      const answered = servers.map((served, index) => {
        const { hosts, state } = ports[index];
        const gatewayOf = (api: RestApi, mode: EndpointMode, prefix: string) => new Gateway({
          api,
          mode,
          pathPrefix: prefix,
          hosts: options.publicUrl === undefined ? hosts : [...hosts, new URL(options.publicUrl).host],
          invoke: (arn, payload, invocationId, { requestId }) => {
            state.invoked(invocationId, requestId);
            return ownInvocation(listeners.faults, arn, () => functions.invoke(arn, payload, invocationId));
          },
        });
        const own = gatewayOf(apis[index], modes[index], pathPrefix(endpoints[index], modes[index]));
        const others = modes[index] === 'stage' ? [] : [...neighbours[index].apis];
        const gateway = domain(own, new Map(others.map(([basePath, api]) => [basePath, gatewayOf(api, 'domain', `/${basePath}`)])));
        const links = linksOf(served, servers.filter((other) => other !== served));
        return ports[index].serve({
          handler: gateway,
          administer: administration(deployment, endpoints[index], invoker, services),
          parts: { served, providers: providers[index], ...named },
          links,
          name: servers.length > 1 ? served.path : undefined,
        });
      });
      const lastGone = Promise.all(answered).then(() => last && deployed.retire(last)).then(() => forbidLast?.());
      return { servers, ports: ports.map(({ port }) => port), warnings, notes, changed: functions.changed, broken, lastGone };
    };
    const deploy = async (next: Deployable, keep = false) => {
      const ports = await listeners.prepare(next.endpoints.map(({ id }) => id));
      try {
        const answering = await deployAt(ports.listeners, next, keep);
        ports.adopt();
        return answering;
      } catch (error) {
        ports.discard();
        throw error;
      }
    };
    let { assembly } = first;
    let current = await deploy(first);
    const change = async (next: Deployable, keep = false): Promise<Exchange> => {
      current = await deploy(next, keep);
      assembly = next.assembly;
      return { changed: current.changed, broken: current.broken, retired: current.lastGone };
    };
    // Before, services do not hold yet what was kept; a start that fails must not write over it.
    endKeeping = kept && keeping(services);
    return {
      get servers() {
        return current.servers;
      },
      get served() {
        return current.servers[0];
      },
      get ports() {
        return current.ports;
      },
      faults: listeners.faults,
      stateOf: (name) => listeners.all().find(({ state }) => state.deployed.served.path === name)?.state,
      get notes() {
        return current.notes;
      },
      get warnings() {
        return current.warnings;
      },
      replace: async (app) => {
        await change(readAssembly({ ...options, app }));
        await current.lastGone;
      },
      exchange: async (app) => change(readAssembly({ ...options, app }), true),
      renew: async (assets) => change(deploymentOf(assembly, options, assets), true),
      startTools: () => running!.start(new Set(current.servers.flatMap(({ offered }) => offered?.tools ?? []).flatMap(({ functionArn }) => (
        functionArn === undefined ? [] : [parseFunctionName(functionArn).name])))),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks the function that the template names. */
function administration(deployment: Deployment, endpoint: Endpoint, invoker: FunctionInvoker, services: readonly RunningService[]): Administer | undefined {
  const marker = endpoint.stack.resolve(endpoint.marker, endpoint.logicalId);
  const name = isObject(marker) ? marker.administrationFunctionArn : undefined;
  return typeof name !== 'string' ? undefined : async (request) => {
    if (asksToRotate(request)) {
      return Buffer.from(JSON.stringify(await rotated(services)));
    }
    const requestId = newRequestId();
    const asked = aboutPeopleHere(request, (issuer) => deployment.localize(issuer));
    const { payload, failed } = await buffered(await invoker.invoke(name, asked, requestId), requestId);
    if (failed) {
      throw new ActionRefused(502, readFailure(payload).errorMessage);
    }
    return payload;
  };
}

async function rotated(services: readonly RunningService[]): Promise<object> {
  try {
    const rotatedSecrets = (await Promise.all(services.map((service) => service.rotateSecrets?.() ?? []))).flat();
    return rotatedSecrets.length === 0 ? { error: 'no secret of this app has a schedule of rotations: SigningSecret.generated({ rotateEvery })' } : { rotatedSecrets };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** How a warning about a function begins: with the tools that call it, if any do. */
function toolsOf(servers: readonly ServedApi[], arn: string): string {
  const names = servers.flatMap(({ offered }) => offered?.tools ?? []).filter(({ functionArn }) => functionArn === arn).map(({ name }) => `"${name}"`);
  return names.length === 0 ? '' : `the tool${names.length === 1 ? '' : 's'} ${names.join(', ')}: `;
}

/** Names of the functions that an API itself calls. */
function calledBy({ methods }: RestApi): readonly string[] {
  return methods.flatMap(({ integration, authorizer }) => [
    ...integration.type === 'AWS_PROXY' ? [integration.functionArn] : [], ...authorizer === undefined ? [] : [authorizer.functionArn],
  ]).map((arn) => parseFunctionName(arn).name);
}

/** By the routes that call them. */
function functionsOf({ methods }: RestApi): ServerFunctions {
  const nameOf = (arn: string | undefined) => arn && parseFunctionName(arn).name;
  const at = (route: string) => methods.find(({ httpMethod, resourcePath }) => httpMethod === 'POST' && resourcePath === route);
  const calledAt = (route: string) => {
    const integration = at(route)?.integration;
    return nameOf(integration?.type === 'AWS_PROXY' ? integration.functionArn : undefined);
  };
  return { mcp: calledAt('/mcp'), oauth: calledAt('/token'), authorizer: nameOf(at('/mcp')?.authorizer?.functionArn) };
}

/** The names of resources of these types. */
function namesOf(deployment: Deployment, ...types: string[]): readonly string[] {
  return deployment.stacks().flatMap((stack) => stack.resources(...types).map(([logicalId]) => String(stack.ref(logicalId))));
}

/** Without the functions that its own routes call, an API answers nothing. @throws LocalError ParameterWithoutValue */
function requireOwnFunctions(api: RestApi, functions: Functions, { stack }: Endpoint): void {
  const called = calledBy(api);
  const broken = functions.unrunnable.find(({ name, code }) => code === 'ParameterWithoutValue' && called.includes(name));
  if (broken !== undefined) {
    const lines = stack.parametersWithoutValues().map((name) => `--parameter ${name}=VALUE`);
    throw new LocalError('ParameterWithoutValue', `${broken.declaredAs}: ${broken.reason}. ${stack.name} has these without values: ${lines.join(' ')}`);
  }
}

interface Deployable {
  readonly assembly: CloudAssembly;
  readonly deployment: Deployment;
  readonly endpoints: readonly Endpoint[];
}

type DeploymentOptions = Pick<LocalGatewayOptions, 'stack' | 'parameters' | 'publicUrl'>;

/** @throws LocalError also PublicUrlAmbiguous */
export function readAssembly({ app, ...options }: DeploymentOptions & Pick<LocalGatewayOptions, 'app'>): Deployable {
  return deploymentOf(readCloudAssembly(path.resolve(app)), options);
}

/** @throws LocalError also PublicUrlAmbiguous */
function deploymentOf(assembly: CloudAssembly, { stack, parameters, publicUrl }: DeploymentOptions, assets?: ReadonlyMap<string, string>): Deployable {
  const deployment = new Deployment(assembly, RESOURCE_NAMES, parameters, assets);
  const endpoints = selectRestApis(deployment, stack).map((candidate) => describeEndpoint(deployment, candidate));
  if (publicUrl !== undefined && endpoints.length > 1) {
    throw new LocalError('PublicUrlAmbiguous', `--public-url leads to one server, and this app has ${shortPaths(endpoints.map(({ id }) => id)).join(', ')}; choose one with --stack`);
  }
  return { assembly, deployment, endpoints };
}
