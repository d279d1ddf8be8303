import { Deployment } from './deployment';
import { Stack } from './stack';
import { isObject } from './template';
import { LocalError } from '../errors/local-error';

export type EndpointMode = 'stage' | 'domain';

/** Which REST API is served, and under which public URLs it would be deployed. */
export interface Endpoint {
  readonly stack: Stack;
  /** Logical id of the REST API. */
  readonly logicalId: string;
  /** Which one it is, as long as its author does not move it: the path of its construct. */
  readonly id: string;
  readonly apiId: string;
  readonly stageName: string;
  readonly stageVariables: { readonly [name: string]: string };
  /** Hosts whose root is the API: custom domains with an empty base path, and distributions in front of the stage. */
  readonly domainNames: readonly string[];
  /** Paths of custom domains that are the API's: a host and a segment, such as `mcp.example.com/weather`. */
  readonly domainPaths: readonly string[];
  /** APIs that answer beside it on the same domains, and are no server: by the first segment of their paths. */
  readonly neighbours: readonly { readonly basePath: string; readonly endpoint: Endpoint }[];
  /** What the template says of the server, unresolved; undefined where it is not a RemoteMcpServer. */
  readonly marker?: unknown;
}

/** The key under which a server's own template says where it is, in the Metadata of its stage or of its REST API. */
export const MARKER = 'RemoteMcpServer';

type Candidate = readonly [stack: Stack, logicalId: string];

const idOf = ([stack, logicalId]: Candidate): string => stack.constructPath(logicalId) ?? `${stack.name}/${logicalId}`;

/** What `--stack` may say to mean one of several: as much of each path as tells it from the others. */
export function shortPaths(ids: readonly string[]): readonly string[] {
  const paths = ids.map((id) => id.split('/'));
  return paths.map((path, index) => {
    const alike = paths.map((other, at) => (at === index ? 0 : path.findIndex((part, depth) => part !== other[depth])));
    return path.slice(0, Math.max(1, ...alike) + 1).join('/');
  });
}

const namesOf = (candidates: readonly Candidate[]): string => shortPaths(candidates.map(idOf)).join(', ');

function markerOf([stack, logicalId]: Candidate): unknown {
  const apiId = stack.ref(logicalId);
  const places = [
    ...stack.resources('AWS::ApiGateway::Stage').filter(([id]) => stack.properties(id).RestApiId === apiId),
    ...stack.resources('AWS::ApiGateway::RestApi').filter(([id]) => id === logicalId),
  ];
  return places.map(([, resource]) => resource.Metadata?.[MARKER]).find((marker) => marker !== undefined);
}

/**
 * The REST API of one server: the one that carries the marker, else the only one.
 *
 * @param choice as that of {@link selectRestApis}
 * @throws LocalError StackNotFound, RestApiNotFound, RestApiAmbiguous
 */
export function selectRestApi(deployment: Deployment, choice?: string): Candidate {
  const selected = selectRestApis(deployment, choice);
  if (selected.length > 1) {
    throw ambiguous(selected);
  }
  return selected[0];
}

/**
 * The REST APIs to serve: all that carry the marker, else the only one.
 *
 * @param choice the name of a stack; or of a stack and the logical id of an API in it, `Shop/ServerGatewayApi2FA917F9`; or the path of a construct, `Shop/Server`
 * @throws LocalError StackNotFound, RestApiNotFound, RestApiAmbiguous
 */
export function selectRestApis(deployment: Deployment, choice?: string): readonly Candidate[] {
  const everywhere = apisOf(deployment.stacks());
  const within = choice === undefined ? [] : everywhere.filter(([stack, logicalId]) => `${stack.constructPath(logicalId) ?? ''}/`.startsWith(`${choice}/`));
  const [stackName, chosenId] = choice?.split('/') ?? [];
  const stacks = deployment.stacks().filter((stack) => stackName === undefined || stack.name === stackName);
  if (within.length > 0 && (choice!.includes('/') || stacks.length === 0)) {
    return serversOf(within, choice!);
  }
  if (stacks.length === 0) {
    const known = deployment.stacks().map((stack) => stack.name).join(', ');
    throw new LocalError('StackNotFound', `no stack is named "${stackName ?? ''}"; the assembly holds: ${known || 'none'}`);
  }
  const all = apisOf(stacks);
  if (chosenId !== undefined) {
    const chosen = all.find(([, logicalId]) => logicalId === chosenId);
    if (chosen === undefined) {
      throw new LocalError('RestApiNotFound', `no REST API is named "${choice}"; there are: ${namesOf(all) || 'none'}`);
    }
    return [chosen];
  }
  return serversOf(all, stacks.map((stack) => stack.name).join(', '));
}

const apisOf = (stacks: readonly Stack[]) =>
  stacks.flatMap((stack) => stack.resources('AWS::ApiGateway::RestApi').map(([logicalId]): Candidate => [stack, logicalId]));

/** @param where they were looked for, for messages */
function serversOf(all: readonly Candidate[], where: string): readonly Candidate[] {
  const marked = all.filter((candidate) => markerOf(candidate) !== undefined);
  if (marked.length > 0) {
    return marked;
  }
  if (all.length === 0) {
    throw new LocalError('RestApiNotFound', `there is no RemoteMcpServer in ${where}, nor another REST API: nothing to serve; add new RemoteMcpServer(this, 'Server', { … }) to a stack of the app`);
  }
  if (all.length > 1) {
    throw ambiguous(all);
  }
  return all;
}

const ambiguous = (candidates: readonly Candidate[]) =>
  new LocalError('RestApiAmbiguous', `several REST APIs could be served: ${namesOf(candidates)}; choose one with --stack`);

interface Mapping {
  readonly apiId: string;
  readonly domainName: string;
  /** Empty for the root. */
  readonly basePath: string;
}

function mappingsOf(deployment: Deployment): Mapping[] {
  return deployment.stacks().flatMap((stack) => stack.resources('AWS::ApiGateway::BasePathMapping').map(([id]) => {
    const { RestApiId, DomainName, BasePath } = stack.properties(id);
    return { apiId: String(RestApiId), domainName: String(DomainName), basePath: BasePath === undefined || BasePath === '(none)' ? '' : String(BasePath) };
  }));
}

/** The APIs on the same domains that are no servers. */
function neighboursOf(deployment: Deployment, mappings: readonly Mapping[], own: readonly Mapping[]): Endpoint['neighbours'] {
  const beside = mappings.filter((mapping) => mapping.basePath !== '' && !own.includes(mapping) && own.some(({ domainName }) => domainName === mapping.domainName));
  return apisOf(deployment.stacks()).filter((candidate) => markerOf(candidate) === undefined).flatMap((candidate) => (
    beside.filter(({ apiId }) => apiId === String(candidate[0].ref(candidate[1])))
      .map(({ basePath }) => ({ basePath, endpoint: describedAlone(deployment, candidate) }))
  ));
}

export function describeEndpoint(deployment: Deployment, candidate: Candidate): Endpoint {
  const endpoint = describedAlone(deployment, candidate);
  const mappings = mappingsOf(deployment);
  const own = mappings.filter(({ apiId }) => apiId === endpoint.apiId);
  return {
    ...endpoint,
    domainNames: [...own.filter(({ basePath }) => basePath === '').map(({ domainName }) => domainName), ...endpoint.domainNames],
    domainPaths: own.filter(({ basePath }) => basePath !== '').map(({ domainName, basePath }) => `${domainName}/${basePath}`),
    neighbours: neighboursOf(deployment, mappings, own),
  };
}

/** An API as if it were mapped to no custom domain. */
function describedAlone(deployment: Deployment, [stack, logicalId]: Candidate): Endpoint {
  const apiId = String(stack.ref(logicalId));
  const belongs = (candidate: Stack, id: string) => candidate.properties(id).RestApiId === apiId;
  const stages = deployment.stacks().flatMap((candidate) => candidate.resources('AWS::ApiGateway::Stage')
    .filter(([id]) => belongs(candidate, id)).map(([id]) => candidate.properties(id)));
  if (stages.length === 0) {
    throw new LocalError('StageNotFound', `${stack.name}/${logicalId} has no AWS::ApiGateway::Stage: it is not deployed anywhere`);
  }
  const stageName = String(stages[0].StageName);
  return {
    stack,
    logicalId,
    id: idOf([stack, logicalId]),
    apiId,
    stageName,
    stageVariables: (stages[0].Variables ?? {}) as { [name: string]: string },
    domainNames: distributionDomains(deployment, apiId, stageName),
    domainPaths: [],
    neighbours: [],
    marker: markerOf([stack, logicalId]),
  };
}

/** The domains of distributions whose default behavior leads to the stage. */
function distributionDomains(deployment: Deployment, apiId: string, stageName: string): string[] {
  return deployment.stacks().flatMap((stack) => stack.resources('AWS::CloudFront::Distribution').flatMap(([id]) => {
    // Only what is looked at: other members, such as headers with secrets, have no values yet.
    const config = stack.declaredProperty(id, 'DistributionConfig');
    const { Origins, DefaultCacheBehavior, Aliases } = (isObject(config) ? config : {}) as DistributionConfig;
    const origin = Origins?.find(({ Id }) => Id === DefaultCacheBehavior?.TargetOriginId);
    const leadsHere = origin !== undefined && String(stack.resolve(origin.DomainName, id)).startsWith(`${apiId}.execute-api.`)
      && stack.resolve(origin.OriginPath ?? '', id) === `/${stageName}`;
    return leadsHere ? [stack.getAtt(id, 'DomainName'), ...(stack.resolve(Aliases ?? [], id) as unknown[])].map(String) : [];
  }));
}

interface DistributionConfig {
  readonly Origins?: readonly { readonly Id?: unknown; readonly DomainName?: unknown; readonly OriginPath?: unknown }[];
  readonly DefaultCacheBehavior?: { readonly TargetOriginId?: unknown };
  readonly Aliases?: unknown;
}

export const defaultMode = ({ domainNames, domainPaths }: Endpoint): EndpointMode => (domainNames.length + domainPaths.length > 0 ? 'domain' : 'stage');

/** What precedes the paths of the API: the stage; or nothing on a host of its own, and its segment on one that it shares. */
export function pathPrefix({ stageName, domainNames, domainPaths }: Endpoint, mode: EndpointMode): string {
  if (mode === 'stage') {
    return `/${stageName}`;
  }
  const [shared] = domainNames.length > 0 ? [] : domainPaths;
  return shared === undefined ? '' : shared.slice(shared.indexOf('/'));
}

/** Where a gateway is reached on its own machine. */
export const localOrigin = (port: number): string => `http://localhost:${port}`;

/** The base URL below an origin, without a trailing slash. */
export function baseUrl(endpoint: Endpoint, mode: EndpointMode, origin: string): string {
  return `${origin}${pathPrefix(endpoint, mode)}`;
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The host of an API in any Region of any partition: a template may name its own Region, or that of AWS::Region. */
const EXECUTE_API = String.raw`execute-api\.[a-z]{2,}(?:-[a-z0-9]+)+\.amazonaws\.(?:com(?:\.cn)?|eu)`;

/** Replaces the deployed base URLs of an API by the local one wherever they stand in a string, and nothing that only begins like them. */
export function localizer(endpoint: Endpoint, localBase: string): (text: string) => string {
  const deployed = [
    `https://${escape(endpoint.apiId)}\\.${EXECUTE_API}/${escape(endpoint.stageName)}`,
    ...[...endpoint.domainPaths, ...endpoint.domainNames].map((place) => `https://${escape(place)}`),
  ];
  const pattern = new RegExp(`(?:${deployed.join('|')})(?![A-Za-z0-9_-]|[.:][A-Za-z0-9])`, 'g');
  return (text) => text.replace(pattern, localBase);
}
