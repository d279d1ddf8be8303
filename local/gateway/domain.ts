import type { RequestHandler } from './http-server';
import { readRestApi, RestApi } from './rest-api';
import { Endpoint } from '../cloud-assembly/endpoint';
import { LocalError } from '../errors/local-error';

export interface Neighbours {
  /** By the first segment of the paths that they answer. */
  readonly apis: ReadonlyMap<string, RestApi>;
  readonly warnings: readonly string[];
}

/** Reads what answers beside a server on its domains. What cannot be emulated is left out: the server is served without it. */
export function readNeighbours({ neighbours }: Endpoint): Neighbours {
  const apis = new Map<string, RestApi>();
  const warnings: string[] = [];
  for (const { basePath, endpoint } of neighbours) {
    try {
      apis.set(basePath, readRestApi(endpoint));
    } catch (error) {
      if (!(error instanceof LocalError)) {
        throw error;
      }
      warnings.push(`/${basePath} of the domain is not served here: ${error.message}`);
    }
  }
  return { apis, warnings };
}

/** A domain on which several APIs answer, each by the first segment of its paths. */
export function domain(own: RequestHandler, neighbours: ReadonlyMap<string, RequestHandler>): RequestHandler {
  return neighbours.size === 0 ? own : {
    handle: (request, tooLarge) => (neighbours.get(request.fullPath.split('/')[1] ?? '') ?? own).handle(request, tooLarge),
  };
}
