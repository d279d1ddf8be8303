import type { ServerResponse } from 'node:http';

/** A request to a service, whose signature has been checked. */
export interface ServiceRequest {
  /** As signatures name it: `dynamodb`, `secretsmanager`, `lambda`, `states`. */
  readonly service: string;
  /** The Region that it was signed for. */
  readonly region: string;
  /** Such as `UpdateItem`; empty where the protocol of the service names none. */
  readonly operation: string;
  readonly body: Buffer;
  readonly response: ServerResponse;
}

/** Sees a request before its service does, and may answer it instead, refuse it with a `ServiceError`, or spoil the answer. */
export type AroundRequest = (request: ServiceRequest, proceed: () => Promise<void>) => Promise<void>;

/** The first one sees requests first. */
export function aroundRequests(arounds: readonly (AroundRequest | undefined)[]): AroundRequest {
  return arounds.filter((around) => around !== undefined).reduceRight<AroundRequest>(
    (inner, outer) => (request, proceed) => outer(request, () => inner(request, proceed)), (_request, proceed) => proceed(),
  );
}
