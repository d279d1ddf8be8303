import type { ServedApi } from '../cloud-assembly/served-api';
import type { CloudAssembly, Resource } from '../cloud-assembly/template';
import { parseFunctionName } from '../functions/function-name';
import type { RenewedFunction } from '../functions/functions';

type Server = Pick<ServedApi, 'path' | 'url' | 'mcpUrl' | 'offered'>;

const toolsOf = (servers: readonly Server[]) => servers.flatMap(({ offered }) => offered?.tools ?? []);

const NAMES_SHOWN = 3;

function listed(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(', ') + (more > 0 ? `, and ${more} more` : '');
}

function counted(names: readonly string[], kind: string, what: string): string[] {
  return names.length === 0 ? [] : [`${names.length} ${kind}${names.length === 1 ? '' : 's'} ${what} (${listed(names)})`];
}

function compared(before: readonly string[], after: readonly string[], kind: string): string[] {
  return [
    ...counted(after.filter((name) => !before.includes(name)), kind, 'added'),
    ...counted(before.filter((name) => !after.includes(name)), kind, 'removed'),
  ];
}

/** Functions by the tools that they run, where they run any. */
export function describeFunctions(changed: readonly RenewedFunction[], servers: readonly Server[]): string[] {
  return changed.map(({ arn, label }) => {
    const { name: changedName } = parseFunctionName(arn);
    const tools = toolsOf(servers).filter(({ functionArn }) => functionArn !== undefined && parseFunctionName(functionArn).name === changedName);
    const names = [...new Set(tools.map(({ name }) => name))];
    return names.length === 0 ? `function ${label}: code` : `tool${names.length === 1 ? '' : 's'} ${listed(names)}: code`;
  });
}

/** What every change of a function changes besides: it says nothing of its own. */
const FOLLOWS = new Set(['AWS::Lambda::Version', 'AWS::Lambda::Alias', 'AWS::ApiGateway::Deployment', 'AWS::CDK::Metadata']);

function resourcesOf({ stacks }: CloudAssembly): ReadonlyMap<string, Resource> {
  return new Map(stacks.flatMap(({ name, template }) => Object.entries(template.Resources ?? {})
    .filter(([, { Type }]) => !FOLLOWS.has(Type)).map(([id, resource]): [string, Resource] => [`${name}/${id}`, resource])));
}

/** The constructs whose resources differ, without those that only run other code. */
function changedConstructs(before: CloudAssembly, after: CloudAssembly): string[] {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  const content = (resource: Resource | undefined) => {
    const { Metadata: _, ...rest } = resource ?? {};
    // An asset's key is its content.
    return JSON.stringify(rest).replace(/[0-9a-f]{64}/g, '');
  };
  const ids = [...new Set([...old.keys(), ...now.keys()])].filter((id) => content(old.get(id)) !== content(now.get(id)));
  const paths = ids.map((id) => String((now.get(id) ?? old.get(id))?.Metadata?.['aws:cdk:path'] ?? id).replace(/\/(Resource|Default)$/, ''));
  return [...new Set(paths)];
}

export interface Version {
  readonly assembly: CloudAssembly;
  readonly servers: readonly Server[];
}

/** What each server offers otherwise, and which are new or gone. */
function describeServers(before: readonly Server[], after: readonly Server[]): string[] {
  if (before.length === 1 && after.length === 1) {
    return compareOffers(before[0], after[0]);
  }
  const twin = ({ path }: Server, servers: readonly Server[]) => servers.find((server) => server.path === path);
  return [
    ...after.flatMap((server) => {
      const last = twin(server, before);
      const { path, url, mcpUrl = url } = server;
      return last === undefined ? [`server ${path} added at ${mcpUrl}`] : compareOffers(last, server).map((change) => `${change} at ${path}`);
    }),
    ...before.filter((server) => twin(server, after) === undefined).map(({ path }) => `server ${path} removed`),
  ];
}

function compareOffers(before: Server, after: Server): string[] {
  const [old, now] = [before, after].map(({ offered }) => ({
    tools: (offered?.tools ?? []).map(({ name }) => name), resources: offered?.resources ?? [], prompts: offered?.prompts ?? [],
  }));
  return [...compared(old.tools, now.tools, 'tool'), ...compared(old.resources, now.resources, 'resource'), ...compared(old.prompts, now.prompts, 'prompt')];
}

/**
 * What another synthesis changed, for people, each on a line.
 *
 * @param changed functions that run other code or otherwise
 */
export function describeStack(before: Version, after: Version, changed: readonly RenewedFunction[]): string[] {
  const offers = describeServers(before.servers, after.servers);
  const tools = new Set(toolsOf(after.servers).flatMap(({ functionArn }) => (functionArn === undefined ? [] : [parseFunctionName(functionArn).name])));
  const toolFunctions = changed.filter(({ arn }) => tools.has(parseFunctionName(arn).name));
  const others = changed.length > toolFunctions.length;
  const constructs = changedConstructs(before.assembly, after.assembly);
  const rest = constructs.length > 0 ? `changed (${listed(constructs)})` : others ? `changed (${listed(changed.filter((each) => !toolFunctions.includes(each)).map(({ label }) => label))})` : undefined;
  return [
    ...describeFunctions(toolFunctions, after.servers),
    ...offers.length > 0 ? [`stack: ${offers.join('; ')}`] : rest === undefined ? [] : [`stack: ${rest}`],
  ];
}

/** Frames of Node.js and Python that are nobody's own code, with the lines of code that Python shows below them. */
const FRAMES = /^\s+at .*(?:node_modules|node:|\/runtimes\/node\/|<anonymous>\)).*\n|^ *File "(?:[^"]*\/lib\/python3[^"]*|[^"]*\/runtimes\/python\/[^"]*|<frozen [^"]*)", line .*\n(?:(?! *File ").*\n(?: *[~^]+\n)?)?/gm;
const ANSI = /\u001b\[[0-9;]*m/g;
const LINES_AT_BEGIN = 14;
const LINES_AT_END = 5;
/** Longer ones are minified code. */
const LINE_LENGTH = 600;

const cut = (line: string) => (line.length > LINE_LENGTH ? `${line.slice(0, LINE_LENGTH)}…` : line);

/** What a failed program said, without the frames of others, in a few lines. */
export function essence(output: string): string[] {
  const own = `${output.replace(ANSI, '').replaceAll('\r', '')}\n`.replace(FRAMES, '');
  const lines = own.split('\n').map((line) => cut(line.trimEnd())).filter((line) => line !== '' && !/^Node\.js v\d/.test(line));
  return lines.length <= LINES_AT_BEGIN + LINES_AT_END ? lines : [...lines.slice(0, LINES_AT_BEGIN), '…', ...lines.slice(-LINES_AT_END)];
}
