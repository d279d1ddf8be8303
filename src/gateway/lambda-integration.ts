import { Names, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { liveAlias } from '../functions/live-alias';

/**
 * Leads methods to a function's alias, with one permission for this API's stage. CDK's own integration adds one for each method: two dozen
 * resources of the 500 that a stack may have, and of the 20 KB that a function's policy may.
 */
export function lambdaIntegration(
  api: apigateway.RestApi, stageName: string, fn: lambda.Function, options: apigateway.IntegrationOptions = {},
): apigateway.Integration {
  const alias = liveAlias(fn);
  alias.addPermission('ApiGateway', {
    principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    // Not a reference to the stage: the permission must exist before the stage is deployed.
    sourceArn: api.arnForExecuteApi('*', '/*', stageName),
  });
  const path = options.responseTransferMode === apigateway.ResponseTransferMode.STREAM
    ? `2021-11-15/functions/${alias.functionArn}/response-streaming-invocations`
    : `2015-03-31/functions/${alias.functionArn}/invocations`;
  return new apigateway.AwsIntegration({ service: 'lambda', proxy: true, path, options });
}

/** Lets this API's authorizers call a function's alias, with one permission instead of the one that CDK adds for each of them. */
export function permitAuthorizers(api: apigateway.RestApi, fn: lambda.Function, authorizer: apigateway.Authorizer): void {
  const alias = liveAlias(fn);
  alias.node.tryRemoveChild(`${Names.uniqueId(authorizer)}:Permissions`);
  if (!alias.node.tryFindChild('ApiGateway')) {
    alias.addPermission('ApiGateway', {
      principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(api).formatArn({ service: 'execute-api', resource: api.restApiId, resourceName: 'authorizers/*' }),
    });
  }
}
