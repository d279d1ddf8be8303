import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { PublishedServer, serverJson } from './server-json';
import { readCloudAssembly } from '../cloud-assembly/cloud-assembly';
import { Deployment } from '../cloud-assembly/deployment';
import { describeEndpoint, selectRestApi } from '../cloud-assembly/endpoint';
import { isObject } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';
import { RESOURCE_NAMES } from '../services/resource-names';

/**
 * Writes the `server.json` of a server with a card.
 *
 * @throws LocalError BadUsage, NoServerCard, ServerUrlUnknown, InvalidServerUrl, and for an assembly that cannot be read
 */
export function writeServerJson(args: readonly string[]): void {
  const { app, stack, url: given, output } = parse(args);
  const deployment = new Deployment(readCloudAssembly(path.resolve(app)), RESOURCE_NAMES);
  const endpoint = describeEndpoint(deployment, selectRestApi(deployment, stack));
  const { marker } = endpoint;
  if (!isObject(marker) || !isObject(marker.published)) {
    throw new LocalError('NoServerCard', `the server in ${endpoint.stack.name} has no card: give RemoteMcpServer the prop serverCard, with the name that the registry knows it by`);
  }
  // Not resolved: what a reference would have here is no URL that anybody else could use.
  const url = given ?? marker.mcpUrl;
  if (typeof url !== 'string') {
    throw new LocalError('ServerUrlUnknown', 'the server\'s URL is known to the deployment only: pass --url with the output McpUrl of the deployed stack');
  }
  const text = `${JSON.stringify(serverJson(marker.published as unknown as PublishedServer, url), undefined, 2)}\n`;
  if (output === '-') {
    process.stdout.write(text);
  } else {
    writeFileSync(output, text);
    process.stdout.write(`${output}\n`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { app: { type: 'string', default: 'cdk.out' }, stack: { type: 'string' }, url: { type: 'string' }, output: { type: 'string', default: 'server.json' } },
    }).values;
  } catch (error) {
    throw new LocalError('BadUsage', `${(error as Error).message.split('. ')[0]}; see remote-mcp --help`);
  }
}
