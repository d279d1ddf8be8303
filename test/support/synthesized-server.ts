import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { MADE_UP } from '../../local/cloud-assembly/environment';
import { answerMock, readMockIntegration } from '../../local/gateway/mock-integration';
import { Router } from '../../local/gateway/routing';
import { RemoteMcpServer, RemoteMcpServerProps } from '../../src';

export interface SynthesizedServer {
  readonly app: App;
  readonly stack: Stack;
  readonly server: RemoteMcpServer;
  readonly template: Template;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: { readonly [name: string]: any };
  readonly [attribute: string]: unknown;
}

/** A server in a stack of its own. The props are made within the stack, for those that need a scope. */
export function synthesizeServer(props: RemoteMcpServerProps | ((stack: Stack) => RemoteMcpServerProps) = {}, stackName?: string): SynthesizedServer {
  const app = new App();
  const stack = new Stack(app, 'Weather', { stackName });
  const server = new RemoteMcpServer(stack, 'Server', typeof props === 'function' ? props(stack) : props);
  return { app, stack, server, template: Template.fromStack(stack) };
}

/** A user's function. */
export function toolFunction(stack: Stack, id = 'Forecast'): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => ({ sunny: true });'),
  });
}

/** The resources of a type, by logical id. */
export function resources(template: Template, type: string): { [logicalId: string]: Resource } {
  return template.findResources(type) as { [logicalId: string]: Resource };
}

/** The only resource of a type that fits, with its logical id. */
export function only(template: Template, type: string, fits: (resource: Resource, logicalId: string) => boolean = () => true): [string, Resource] {
  const found = Object.entries(resources(template, type)).filter(([logicalId, resource]) => fits(resource, logicalId));
  if (found.length !== 1) {
    throw new Error(`expected one ${type}, found ${found.length}`);
  }
  return found[0];
}

/** The path of each API resource, by logical id. */
export function resourcePaths(template: Template): Map<string, string> {
  const parts = resources(template, 'AWS::ApiGateway::Resource');
  const pathOf = (logicalId: string): string => {
    const part = parts[logicalId];
    return part === undefined ? '' : `${pathOf(part.Properties.ParentId.Ref ?? '')}/${part.Properties.PathPart}`;
  };
  return new Map(Object.keys(parts).map((logicalId) => [logicalId, pathOf(logicalId)]));
}

/** The method that API Gateway chooses, and what the path says in the place of parameters. */
function matchOf(template: Template, httpMethod: string, path: string) {
  const paths = resourcePaths(template);
  const methods = Object.values(resources(template, 'AWS::ApiGateway::Method')).map((resource) => ({
    resource, httpMethod: String(resource.Properties.HttpMethod), resourcePath: paths.get(resource.Properties.ResourceId.Ref) ?? '/',
  }));
  const match = new Router(methods).match(httpMethod, path);
  if (match === undefined) {
    throw new Error(`no method for ${httpMethod} ${path}`);
  }
  return match;
}

/** The method that API Gateway chooses: of that name, or ANY. */
export function methodOf(template: Template, httpMethod: string, path: string): Resource {
  return matchOf(template, httpMethod, path).method.resource;
}

export interface MockReply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** What API Gateway answers by itself, by the templates of the mock behind the path; intrinsics as in {@link rendered}. */
export function mockReply(template: Template, httpMethod: string, path: string, headers: { readonly [name: string]: string } = {}): MockReply {
  const { method: { resource: { Properties } }, pathParameters } = matchOf(template, httpMethod, path);
  const reply = answerMock(readMockIntegration(rendered(Properties.Integration), rendered(Properties.MethodResponses)), {
    apiId: 'api',
    environment: MADE_UP,
    stageName: 'prod',
    stageVariables: {},
    domainName: 'example.com',
    path,
    contextPath: path,
    pathParameters,
    request: {
      method: httpMethod,
      fullPath: path,
      query: [],
      headers: Object.entries(headers),
      body: Buffer.alloc(0),
      sourceIp: '192.0.2.1',
      requestId: 'request',
      extendedRequestId: 'extended',
      receivedAt: 0,
    },
  });
  if ('failure' in reply) {
    throw new Error(`${httpMethod} ${path}: ${reply.reason}`);
  }
  return { status: reply.status, headers: Object.fromEntries(reply.headers), body: String(reply.body) };
}

/** Text of a template in which intrinsics stand as `{…}`: references by logical id without hash, attributes likewise. */
export function rendered(value: any): any {
  if (Array.isArray(value)) {
    return value.map(rendered);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if ('Fn::Join' in value) {
    return value['Fn::Join'][1].map(rendered).join(value['Fn::Join'][0]);
  }
  if ('Ref' in value) {
    return `{${value.Ref.replace(/[0-9A-F]{8}$/, '')}}`;
  }
  if ('Fn::GetAtt' in value) {
    return `{${value['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, '')}.${value['Fn::GetAtt'][1]}}`;
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rendered(member)]));
}

const DEPLOYED: { readonly [pseudoParameter: string]: string } = {
  'AWS::Region': 'eu-west-1', 'AWS::URLSuffix': 'amazonaws.com', 'AWS::Partition': 'aws', 'AWS::AccountId': '111122223333',
};

/** Text of a template with values in the place of intrinsics, such as a deployment would put there. */
export function deployed(value: any): any {
  const text = JSON.stringify(rendered(value));
  return JSON.parse(text.replace(/\{(AWS::\w+|[A-Za-z]\w*(?:\.Arn)?)\}/g, (_, name: string) => (
    /\.Arn$|FunctionAliaslive$/.test(name)
      ? `arn:aws:lambda:eu-west-1:111122223333:function:${name.replace(/\.Arn$/, '').replace(/Aliaslive$/, ':live')}`
      : DEPLOYED[name] ?? name.toLowerCase()
  )));
}
