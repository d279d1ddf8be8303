import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Surroundings } from './surroundings';

/** A log group of a server. */
export function logGroup(scope: Construct, id: string, { logRetention, removalPolicy, encryptionKey }: Surroundings, logGroupName?: string): logs.LogGroup {
  return new logs.LogGroup(scope, id, { logGroupName, retention: logRetention, removalPolicy, encryptionKey });
}
