import { certifiedServer, distributedServer, privateServer, sharedDomainServer } from '../support/endpoint-servers';
import { askingServer, externalServer, fullServer, listeningServer, minimalServer } from '../support/reference-servers';

/** Servers of any Region, and those of us-east-1. */
export const SERVERS = { minimalServer, fullServer, externalServer, listeningServer, askingServer } as const;
export const SERVERS_OF_US_EAST_1 = { distributedServer, sharedDomainServer, certifiedServer, privateServer } as const;
