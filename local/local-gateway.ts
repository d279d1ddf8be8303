import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { AwsCredentials, credentialVariables } from './aws/credentials';
import { openProfile } from './aws/profile';
import { userEndpoints } from './aws/user-endpoints';
import { readCloudAssembly } from './cloud-assembly/cloud-assembly';
import { Deployment } from './cloud-assembly/deployment';
import { baseUrl, defaultMode, describeEndpoint, Endpoint, EndpointMode, localizer, localOrigin, selectRestApi } from './cloud-assembly/endpoint';
import { isLoopback, ServedApi } from './cloud-assembly/served-api';
import { isObject } from './cloud-assembly/template';
import { ActionRefused } from './dev/page/actions';
import type { Administer } from './dev/page/administration';
import { LocalPage, PAGE_PATH } from './dev/page/local-page';
import { recording } from './dev/page/recording-handler';
import { PageState } from './dev/page/state';
import { tableFaults } from './dev/page/table-faults';
import { watchedInvocations } from './dev/page/watched-invocations';
import { LocalError } from './errors/local-error';
import { aroundInvocations, AroundInvocation } from './functions/around-invocation';
import { DeployedFunctions } from './functions/deployed-functions';
import { readFunctions, unknownFunctions } from './functions/function-definition';
import { parseFunctionName } from './functions/function-name';
import { Functions, RenewedFunction } from './functions/functions';
import { FunctionsNotStarted } from './functions/functions-not-started';
import { importedFunctions } from './functions/imported-functions';
import { buffered, type FunctionInvoker, newRequestId, readFailure } from './functions/invocation';
import { Gateway } from './gateway/gateway';
import { GatewayServer, OnHandled } from './gateway/http-server';
import { readRestApi, RestApi } from './gateway/rest-api';
import { GivenOptions, readGiven } from './given';
import { guiding, GuideLink } from './pages/guide';
import { ListedProvider } from './people/listed-provider';
import { readUsersFile } from './people/users-file';
import { SERVICES } from './services';
import { RESOURCE_NAMES } from './services/resource-names';
import { createCredentials, ServiceCredentials } from './services/service/credentials';
import { keeping } from './services/service/keeping';
import { keptIn } from './services/service/kept';
import { RunningService } from './services/service/service';

export interface LocalGatewayOptions extends GivenOptions {
  /** The directory of a cloud assembly. */
  readonly app: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly endpoint?: EndpointMode;
  /**
   * The origin under which a tunnel lets others reach this port: all URLs that the server announces begin with it.
   *
   * @default - localhost, which only this machine reaches
   */
  readonly publicUrl?: string;
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
  readonly onFunctionLog: (functionName: string, line: string) => void;
  /** Stands between the services that call functions and the functions. */
  readonly aroundInvocation?: AroundInvocation;
  /** Called with each process that runs a function, when it starts. */
  readonly onFunctionProcess?: (functionName: string, process: ChildProcess) => void;
}

export interface LocalGateway {
  readonly served: ServedApi;
  /** What the user should know, besides. */
  readonly notes: readonly string[];
  /** What the template declares and this machine does not do. */
  readonly warnings: readonly string[];
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
   * @param assets what lies in the place of assets of the assembly, by their paths
   * @returns when the new deployment answers
   * @throws LocalError also FunctionNotStarted, for a function that started before its change; the running deployment goes on
   */
  exchange(app: string, assets?: ReadonlyMap<string, string>): Promise<Exchange>;
  stop(): Promise<void>;
}

export interface Exchange {
  /** The functions that run other code, or otherwise. */
  readonly changed: readonly RenewedFunction[];
  /** Resolves when the last call of the deployment before has ended. */
  readonly retired: Promise<void>;
}

const listIn = (value: unknown) => (Array.isArray(value) ? value as { readonly [name: string]: string }[] : []);

function describe({ deployment, endpoint }: { deployment: Deployment; endpoint: Endpoint }, url: string): ServedApi {
  const marker = endpoint.stack.resolve(endpoint.marker, endpoint.logicalId);
  if (!isObject(marker)) {
    return { url };
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

function peopleOf(providers: readonly ListedProvider[]): ServedApi['people'] {
  const people = providers.map(({ issuer, standsFor, people: users }) => ({
    issuer, standsFor: standsFor.name, users: users.all().map(({ sub, groups, refusedBecause }) => ({ sub, groups, refusedBecause })),
  }));
  return people.length > 0 ? people : undefined;
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
    const first = read(options);
    const beside = (name: string) => path.join(options.beside ?? path.dirname(path.resolve(options.app)), name);
    if (options.secrets !== undefined && !existsSync(options.secrets)) {
      throw new LocalError('SecretsFileInvalid', `${options.secrets} does not exist; --secrets names a JSON file`);
    }
    const secretsFile = path.resolve(options.secrets ?? beside('secrets.json'));
    const state = new PageState();
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
    const page = options.pageDirectory === undefined ? undefined : new LocalPage(state, options.pageDirectory);
    const server = new GatewayServer(options.onHandled, (message, response) => page?.answers(message, response) ?? false);
    cleanups.push(() => server.close());
    const port = await server.listen(options.port);
    const deployed = new DeployedFunctions();
    const asked = options.aroundInvocation === undefined ? deployed : aroundInvocations(deployed, options.aroundInvocation);
    const invoker = aroundInvocations(asked, watchedInvocations(state.calls, state.faults));
    const services: RunningService[] = [];
    const credentials: ServiceCredentials = { ...createCredentials(), others: () => usersOwn };
    const bucketsDirectory = path.resolve(options.buckets ?? beside('buckets'));
    const kept = options.keep === undefined ? undefined : keptIn(options.keep);
    const serviceVariables: { [variable: string]: string } = { ...credentialVariables(credentials) };
    for (const service of SERVICES) {
      const started = await service.start?.(invoker, credentials, { bucketsDirectory, secretsFile, users, kept, tableGuard: tableFaults(state.faults) });
      if (started === undefined) {
        continue;
      }
      services.push(started);
      cleanups.push(() => started.close());
      if (service.endpointVariable !== undefined && started.url !== undefined) {
        serviceVariables[service.endpointVariable] = started.url;
      }
    }
    if (kept !== undefined) {
      cleanups.push(keeping(services));
    }
    const { AWS_ENDPOINT_URL: refusing, ...here } = serviceVariables;
    // Tables and buckets of the app are here; of the rest of AWS, the user decides.
    const variables = { ...profile === undefined && { AWS_ENDPOINT_URL: refusing }, ...userEndpoints(process.env), ...here };
    const workDirectory = mkdtempSync(path.join(tmpdir(), 'remote-mcp-'));
    cleanups.push(() => rmSync(workDirectory, { recursive: true, force: true }), () => deployed.stop());

    let running: Functions | undefined;
    const deploy = async ({ deployment, endpoint }: ReturnType<typeof read>, keep = false) => {
      const mode = options.endpoint ?? defaultMode(endpoint);
      const url = baseUrl(endpoint, mode, options.publicUrl ?? localOrigin(port));
      deployment.localizeWith(localizer(endpoint, url));
      for (const service of services) {
        await service.deploy({ deployment, endpoint });
        if (service.localize !== undefined) {
          deployment.localizeWith((text) => service.localize!(text));
        }
        if (service.dynamicReference !== undefined) {
          deployment.resolveDynamicReferencesWith((reference) => service.dynamicReference!(reference));
        }
      }
      const api = readRestApi(endpoint);
      const given = readGiven(options);
      const functions = new Functions(readFunctions(deployment, given), {
        workDirectory: mkdtempSync(path.join(workDirectory, 'deployment-')),
        runtimesDirectory: options.runtimesDirectory,
        app: path.resolve(options.app),
        services: variables,
        userCredentials,
        log: (name, line, requestId) => {
          options.onFunctionLog(name, line);
          state.wrote(name, line, requestId);
        },
        onProcess: options.onFunctionProcess,
      }, keep ? running : undefined);
      requireOwnFunctions(api, functions, endpoint);
      const imported = importedFunctions(deployment, (arn) => functions.versionOf(arn) !== undefined);
      const failures = await functions.startChanged();
      if (failures.length > 0) {
        await functions.stop(running === undefined ? [] : [running]);
        throw new FunctionsNotStarted(failures);
      }
      const hosts = ['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${port}`);
      const gateway = new Gateway({
        api,
        mode,
        hosts: options.publicUrl === undefined ? hosts : [...hosts, new URL(options.publicUrl).host],
        invoke: (arn, payload, requestId) => {
          state.calls.invoked(requestId, payload);
          return functions.invoke(arn, payload, requestId);
        },
      });
      const providers = services.flatMap((service) => service.identityProviders?.() ?? []);
      const served = { ...describe({ deployment, endpoint }, url), people: peopleOf(providers), localPage: page && `${localOrigin(port)}${PAGE_PATH}` };
      const warnings = [
        ...api.warnings,
        ...functions.warnings,
        ...functions.gaps,
        ...imported.map((arn) => `${toolsOf(served, arn)}${arn} is called by this app and is not in it; say what stands for it with --function ${arn}=DIR, =COMMAND, =URL or =aws`),
        ...unknownFunctions(deployment, given).map((id) => `a value or a stand-in is given for "${id}", and this app has no such function`),
        ...deployment.unknownParameters().map((name) => `a value is given for the parameter "${name}", which this app does not have`),
        ...services.flatMap((service) => service.warnings?.() ?? []),
      ];
      const notes = [...functions.notes, ...services.flatMap((service) => service.notes?.() ?? [])];
      const last = running;
      running = functions;
      deployed.add(functions);
      const recorded = recording(guiding(gateway, hosts, linksOf(served)), state.calls, state.access);
      page?.serve(recorded, administration({ endpoint }, invoker));
      state.deploy({
        served, providers, functions: namesOf(deployment, 'AWS::Lambda::Function').filter((name) => !calledBy(api).includes(name)), tables: namesOf(deployment, 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'),
      });
      const lastAnswered = server.serve(recorded);
      return { served, warnings, notes, changed: functions.changed, lastGone: lastAnswered.then(() => last && deployed.retire(last)) };
    };
    let current = await deploy(first);
    return {
      get served() {
        return current.served;
      },
      get notes() {
        return current.notes;
      },
      get warnings() {
        return current.warnings;
      },
      replace: async (app) => {
        current = await deploy(read({ ...options, app }));
        await current.lastGone;
      },
      exchange: async (app, assets) => {
        current = await deploy(read({ ...options, app }, assets), true);
        return { changed: current.changed, retired: current.lastGone };
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks the function that the template names. */
function administration({ endpoint }: { readonly endpoint: Endpoint }, invoker: FunctionInvoker): Administer | undefined {
  const marker = endpoint.stack.resolve(endpoint.marker, endpoint.logicalId);
  const name = isObject(marker) ? marker.administrationFunctionArn : undefined;
  return typeof name !== 'string' ? undefined : async (request) => {
    const requestId = newRequestId();
    const { payload, failed } = await buffered(await invoker.invoke(name, request, requestId), requestId);
    if (failed) {
      throw new ActionRefused(502, readFailure(payload).errorMessage);
    }
    return payload;
  };
}

/** Where people who open the root of the host may want to go. */
function linksOf({ mcpUrl, url, localPage, people = [] }: ServedApi): readonly GuideLink[] {
  return [
    { text: mcpUrl === undefined ? 'The API' : 'How to connect a client', url: mcpUrl ?? url },
    ...localPage === undefined ? [] : [{ text: 'Calls, people, access, audit and faults', url: localPage }],
    ...people.map(({ issuer, standsFor }) => ({ text: `The people of ${standsFor}`, url: issuer })),
  ];
}

/** How a warning about a function begins: with the tools that call it, if any do. */
function toolsOf({ offered }: ServedApi, arn: string): string {
  const names = (offered?.tools ?? []).filter(({ functionArn }) => functionArn === arn).map(({ name }) => `"${name}"`);
  return names.length === 0 ? '' : `the tool${names.length === 1 ? '' : 's'} ${names.join(', ')}: `;
}

/** Names of the functions that an API itself calls. */
function calledBy({ methods }: RestApi): readonly string[] {
  return methods.flatMap(({ integration, authorizer }) => [
    ...integration.type === 'AWS_PROXY' ? [integration.functionArn] : [], ...authorizer === undefined ? [] : [authorizer.functionArn],
  ]).map((arn) => parseFunctionName(arn).name);
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

function read(
  { app, stack, parameters }: LocalGatewayOptions, assets?: ReadonlyMap<string, string>,
): { readonly deployment: Deployment; readonly endpoint: Endpoint } {
  const deployment = new Deployment(readCloudAssembly(path.resolve(app)), RESOURCE_NAMES, parameters, assets);
  return { deployment, endpoint: describeEndpoint(deployment, selectRestApi(deployment, stack)) };
}
