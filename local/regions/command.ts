import * as path from 'node:path';
import { type Destination, FrontDoor } from './front-door';
import { Region } from './region';
import { serversInRegions } from './regions';
import { startSharedWorld } from './shared-world';
import type { Deployment } from '../cloud-assembly/deployment';
import { type Endpoint, localOrigin, pathPrefix } from '../cloud-assembly/endpoint';
import type { ServedApi } from '../cloud-assembly/served-api';
import { peopleOf } from '../people/listed-provider';
import type { RegionOfServer } from '../terminal/banner';

export interface RegionsOptions {
  /** What the gateway of each Region is started with, but for what it has of its own. */
  readonly gateway: { readonly app: string; readonly port: number; readonly users?: string; readonly secrets?: string };
  readonly assembly: { readonly deployment: Deployment; readonly endpoints: readonly Endpoint[] };
  readonly verbose: boolean;
  /** This command, which serves a Region when it is asked to. */
  readonly program: string;
  /** Hears which Region is lost, and which one answers. */
  readonly tell: (text: string) => void;
}

export interface RunningRegions {
  /** The server, as clients see it. */
  readonly served: ServedApi;
  readonly regions: readonly RegionOfServer[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

/**
 * Serves one server in several Regions, each in a process of its own, behind one address that leads to the first Region that answers.
 *
 * @throws LocalError
 */
export async function serveRegions({ gateway: options, assembly, verbose, program, tell }: RegionsOptions): Promise<RunningRegions> {
  const servers = serversInRegions(assembly);
  const cleanups: (() => void | Promise<void>)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) {
      await cleanup();
    }
  };
  try {
    const world = await startSharedWorld(assembly, {
      users: options.users, secretsFile: path.resolve(options.secrets ?? path.join(path.dirname(path.resolve(options.app)), 'secrets.json')),
    });
    cleanups.push(() => world.close());
    const door = new FrontDoor(({ name }, isHealthy, first) => tell(isHealthy ? `${name} is back` : `${name} does not answer; ${first === undefined ? 'nor does another Region' : `${first.name} does`}`));
    const port = await door.listen(options.port);
    cleanups.push(() => door.close());
    const origin = localOrigin(port);
    const names = servers.map((server) => `${server.path} (${server.region})`);
    let left = servers.length;
    const lost = (name: string, signal: string) => {
      left -= 1;
      tell(`${name} is lost: its process ended (${signal})${left === 0 ? '; no Region is left, and every request is answered 503: start this command again' : ''}`);
    };
    const starts = await Promise.allSettled(servers.map(({ endpoint: { id } }, index) => Region.start(program, {
      label: servers[index].path,
      verbose,
      gateway: { ...options, users: undefined, stack: id, port: options.port === 0 ? 0 : port + 1 + index, publicUrl: origin, endpoint: 'domain', shared: world.services },
    }, (signal) => lost(names[index], signal))));
    const regions = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    cleanups.push(...regions.map((region) => () => region.stop()));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
    const prefix = pathPrefix(servers[0].endpoint, 'domain');
    const served = regions.map(({ pid, is }, index): RegionOfServer => ({
      path: servers[index].path, region: servers[index].region, url: `${localOrigin(is.port)}${prefix}`, pid, localPage: is.ready.localPage,
    }));
    const destinations = served.map(({ url }, index): Destination => ({ name: names[index], port: regions[index].is.port, healthUrl: `${url}/jwks` }));
    door.lead(destinations);
    const said = (what: 'warnings' | 'notes') => [...new Set(regions.flatMap(({ is }) => is[what]))];
    const [{ is: { ready: { localPage: _, ...first } } }] = regions;
    return {
      served: { ...first, path: servers.map((server) => server.path).join(', '), people: peopleOf(world.providers) },
      regions: served,
      warnings: said('warnings'),
      notes: said('notes'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
