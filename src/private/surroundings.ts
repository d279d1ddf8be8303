import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { McpServerFunctionsProps } from '../functions/settings/mcp-server-functions-props';

/** How what a server keeps is kept. */
export interface DataSurroundings {
  readonly removalPolicy: RemovalPolicy;
  /** Undefined where AWS's own keys encrypt. */
  readonly encryptionKey?: kms.IKey;
}

/** Settings that every part of a server receives. */
export interface Surroundings extends DataSurroundings {
  readonly logRetention: logs.RetentionDays;
  /** How the functions run. */
  readonly functions?: McpServerFunctionsProps;
  /** Whether functions count what happens. @default true */
  readonly metrics?: boolean;
}
