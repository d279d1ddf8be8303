import type { Deployment } from '../cloud-assembly/deployment';
import { type Endpoint, shortPaths } from '../cloud-assembly/endpoint';
import { LocalError } from '../errors/local-error';

/** A server in one of its Regions. */
export interface ServerInRegion {
  /** As much of the path of its construct as tells it from the others. */
  readonly path: string;
  readonly region: string;
  readonly endpoint: Endpoint;
}

const domainsOf = ({ domainNames, domainPaths }: Endpoint) => [...domainNames, ...domainPaths];

/**
 * The servers of an app that are one server in several Regions: they share a domain.
 *
 * @throws LocalError NoRegions
 */
export function serversInRegions({ endpoints }: { readonly deployment: Deployment; readonly endpoints: readonly Endpoint[] }): readonly ServerInRegion[] {
  const paths = shortPaths(endpoints.map(({ id }) => id));
  const servers = endpoints.map((endpoint, index) => ({ path: paths[index], region: endpoint.stack.environment.region, endpoint }));
  const [first] = servers;
  const others = servers.slice(1).filter(({ endpoint }) => domainsOf(endpoint).some((domain) => domainsOf(first.endpoint).includes(domain)));
  const alike = [first, ...others];
  if (alike.length < 2 || alike.length < servers.length || new Set(alike.map(({ region }) => region)).size < alike.length) {
    const found = servers.map(({ path, region, endpoint }) => `${path} in ${region} on ${domainsOf(endpoint).join(', ') || 'no domain'}`).join('; ');
    throw new LocalError('NoRegions', `--regions serves one server in several Regions: all on one custom domain, each in another Region. Here: ${found}. Choose them with --stack, or leave --regions out`);
  }
  return alike;
}
