import type { AroundRequest } from './around-request';
import type { ServiceCredentials } from './credentials';
import type { Kept } from './kept';
import type { SharedServices } from './shared-services';
import type { Deployment } from '../../cloud-assembly/deployment';
import type { Endpoint } from '../../cloud-assembly/endpoint';
import type { ResourceNames } from '../../cloud-assembly/physical-ids';
import type { FunctionInvoker } from '../../functions/invocation';
import type { ListedProvider } from '../../people/listed-provider';
import type { UserOfFile } from '../../people/users-file';

/** What a deployment asks of the services. */
export interface Declared {
  readonly deployment: Deployment;
  /** The APIs that are served. */
  readonly endpoints: readonly Endpoint[];
}

/** What the user of the local gateway chose. */
export interface ServiceOptions {
  /** Holds a folder for each bucket. It need not exist. */
  readonly bucketsDirectory: string;
  /** Holds values of secrets. It need not exist. */
  readonly secretsFile: string;
  /** Who signs in. Undefined for users who fit what the template asks for. */
  readonly users?: readonly UserOfFile[];
  /** Undefined where everything ends with the gateway. */
  readonly kept?: Kept;
  /** Stands between the services and who calls them. Undefined where nothing does. */
  readonly aroundRequest?: AroundRequest;
  /** What is shared with other Regions, where this is one of several that are served apart. */
  readonly shared?: SharedServices;
}

/** A part of AWS, or of the world around a server, that stands here. */
export interface LocalService {
  /** How the resources of its types are called. */
  readonly resources: { readonly [type: string]: ResourceNames };
  /** Leads the AWS SDKs here; left out where nothing is called through them. */
  readonly endpointVariable?: `AWS_ENDPOINT_URL${'' | `_${string}`}`;
  /** Undefined if its resources have names and nothing more. */
  start?(functions: FunctionInvoker, credentials: ServiceCredentials, options: ServiceOptions): Promise<RunningService>;
}

export interface RunningService {
  /** Undefined if no single URL leads there. */
  readonly url?: string;
  /** Takes up what a deployment declares. What an earlier one declared, and its contents, stay. */
  deploy(declared: Declared): void | Promise<void>;
  /** The functions of the deployment can be called by now. */
  live?(): void;
  /** The functions are about to end. */
  suspend?(): void;
  /** Replaces the URLs for which it stands; asked once it has taken up the deployment. */
  localize?(text: string): string;
  /** The value of a dynamic reference, without its braces; undefined where another service has it. */
  dynamicReference?(reference: string): string | undefined;
  /** What leads one function here, and no other; asked once the service has taken up the deployment. */
  variablesOf?(functionArn: string): { readonly [variable: string]: string };
  /** Where the people of one of the served APIs sign in, in the last deployment. */
  identityProviders?(endpointId: string): readonly ListedProvider[];
  /** Rotates the secrets that have a schedule. @returns their names */
  rotateSecrets?(): Promise<readonly string[]>;
  /** Writes what has changed since into what is kept. */
  keep?(): void | Promise<void>;
  /** What the user should know of the last deployment. */
  notes?(): readonly string[];
  /** What the last deployment declares and this service does not do. */
  warnings?(): readonly string[];
  close(): void | Promise<void>;
}
