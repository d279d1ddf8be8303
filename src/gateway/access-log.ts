import { CfnDeletionPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { logGroup } from '../private/log-group';
import { Surroundings } from '../private/surroundings';

/**
 * One line a request. API Gateway cuts a line at 1,024 bytes, which would break its JSON: so nothing that a client can make long
 * or may not be kept (path, query, user agent, token), and the client id, which may be a URL, last.
 */
export const ACCESS_LOG_FORMAT = apigateway.AccessLogFormat.custom(JSON.stringify({
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  traceId: '$context.xrayTraceId',
  time: '$context.requestTimeEpoch',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  gatewayResponse: '$context.error.responseType',
  wafStatus: '$context.waf.status',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  integrationStatus: '$context.integration.status',
  integrationLatency: '$context.integration.latency',
  responseLatency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  clientId: '$context.authorizer.client_id',
}));

/**
 * The log group that API Gateway would otherwise create itself, without expiry. The stage must wait for it.
 *
 * API Gateway says what it is called, by the API and the stage. A group that was retained when a stage got another name would be met when it
 * gets the first one back: so a replaced group goes with its stage, and only one that leaves with the whole API, whose id is never given
 * again, is retained.
 */
export function addExecutionLogGroup(
  scope: Construct, restApi: apigateway.RestApi, surroundings: Surroundings, stageName: string,
): void {
  const group = logGroup(scope, 'ExecutionLogs', surroundings, `API-Gateway-Execution-Logs_${restApi.restApiId}/${stageName}`);
  (group.node.defaultChild as logs.CfnLogGroup).cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  restApi.deploymentStage.node.addDependency(group);
}
