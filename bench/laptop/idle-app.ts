// The functions of a call, with nothing to do: all that such a call takes is the local gateway's part, which is its process and the runtimes in theirs.
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { AuthorizationType, EndpointType, IdentitySource, LambdaIntegration, RequestAuthorizer, ResponseTransferMode, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';

const stack = new Stack(new App(), 'Idle');
const code = Code.fromAsset(join(__dirname, 'idle'));
const functionOf = (name: string, environment = {}) => new Function(stack, name, { runtime: Runtime.NODEJS_24_X, code, handler: `${name.toLowerCase()}.handler`, environment });

const tool = functionOf('Tool');
const server = functionOf('Server', { TOOL: tool.functionArn });
tool.grantInvoke(server);
const authorizer = new RequestAuthorizer(stack, 'Access', {
  handler: functionOf('Authorizer'), identitySources: [IdentitySource.header('Authorization')], resultsCacheTtl: Duration.seconds(0),
});
const api = new RestApi(stack, 'Api', { cloudWatchRole: false, endpointConfiguration: { types: [EndpointType.REGIONAL] } });
api.root.addResource('mcp').addMethod('POST', new LambdaIntegration(server, { responseTransferMode: ResponseTransferMode.STREAM }), {
  authorizationType: AuthorizationType.CUSTOM, authorizer,
});
