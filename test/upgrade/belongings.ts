import { referencesOf, TemplateJson, TemplateResource, textOf } from './template-text';
import type { OAuthConfiguration } from '../../src/contract/oauth/configuration';

/** What a server has, by whose it is: `secret of the client "alpha"` → the logical id, or whatever else tells it from others. */
export type Belongings = ReadonlyMap<string, string>;

/**
 * Read from the template as AWS would use it: what answers which route with which role, and whose the OAuth function takes each secret to be.
 *
 * @param toolTargets the id of each tool's target, by the tool's name
 */
export function belongingsOf({ Resources: all }: TemplateJson, toolTargets: ReadonlyMap<string, string>): Belongings {
  const found = new Map<string, string>();
  const add = (thing: string, logicalId: string | undefined) => {
    if (logicalId !== undefined) {
      found.set(thing, logicalId);
    }
  };
  const entries = (type: string) => Object.entries(all).filter(([, { Type }]) => Type === type);
  const owned = ([logicalId]: [string, unknown]) => pathOf(all[logicalId]).startsWith('Weather/Server/');
  const only = (type: string, fits: (resource: TemplateResource) => boolean = () => true): string | undefined => {
    const ids = entries(type).filter((entry) => owned(entry) && fits(entry[1])).map(([logicalId]) => logicalId);
    if (ids.length > 1) {
      throw new Error(`several of type ${type}: ${ids.join(', ')}`);
    }
    return ids[0];
  };
  const ofType = (value: unknown, type: string) => referencesOf(value).find((logicalId) => all[logicalId]?.Type === type);

  const api = only('AWS::ApiGateway::RestApi')!;
  const stage = only('AWS::ApiGateway::Stage')!;
  add('API', api);
  add('access log', ofType(all[stage].Properties.AccessLogSetting, 'AWS::Logs::LogGroup'));
  add('execution log', only('AWS::Logs::LogGroup', ({ Properties }) => textOf(Properties.LogGroupName).startsWith(`API-Gateway-Execution-Logs_@{${api}}`)));
  add('custom domain', only('AWS::ApiGateway::DomainName'));
  add('role with which API Gateway logs', ofType(entries('AWS::ApiGateway::Account')[0]?.[1].Properties ?? {}, 'AWS::IAM::Role'));

  // API Gateway calls an alias of a version of a function.
  const functionBehind = (value: unknown): string | undefined => {
    for (const logicalId of referencesOf(value)) {
      if (all[logicalId]?.Type === 'AWS::Lambda::Function') {
        return logicalId;
      }
      if (/^AWS::Lambda::(Alias|Version)$/.test(all[logicalId]?.Type)) {
        return functionBehind(all[logicalId].Properties.FunctionName);
      }
    }
    return undefined;
  };
  const pathOfResource = (value: unknown): string => {
    const logicalId = ofType(value, 'AWS::ApiGateway::Resource');
    return logicalId === undefined ? '' : `${pathOfResource(all[logicalId].Properties.ParentId)}/${all[logicalId].Properties.PathPart}`;
  };
  const methodAt = (verb: string, path: string) => entries('AWS::ApiGateway::Method')
    .find((entry) => owned(entry) && entry[1].Properties.HttpMethod === verb && pathOfResource(entry[1].Properties.ResourceId) === path)?.[1].Properties;

  const mcpMethod = methodAt('POST', '/mcp')!;
  const authorizer = ofType(mcpMethod.AuthorizerId ?? '', 'AWS::ApiGateway::Authorizer');
  const mcp = functionBehind(mcpMethod.Integration.Uri)!;
  const oauth = functionBehind(methodAt('POST', '/token')?.Integration.Uri ?? '');
  const oauthEnv = oauth === undefined ? {} : all[oauth].Properties.Environment.Variables;
  const functions: [string, string | undefined][] = [
    ['MCP function', mcp],
    ['authorizer function', authorizer && functionBehind(all[authorizer].Properties.AuthorizerUri)],
    ['OAuth function', oauth],
    ['document fetcher', functionBehind(oauthEnv.DOCUMENT_FETCHER_FUNCTION_ARN ?? '')],
    ['connector', only('AWS::Lambda::Function', (resource) => pathOf(resource).includes('/Connector/'))],
  ];
  for (const [name, logicalId] of functions) {
    if (logicalId === undefined) {
      continue;
    }
    add(name, logicalId);
    add(`role of the ${name}`, ofType(all[logicalId].Properties.Role, 'AWS::IAM::Role'));
    add(`log of the ${name}`, ofType(all[logicalId].Properties.LoggingConfig, 'AWS::Logs::LogGroup'));
  }

  for (const [tool, target] of toolTargets) {
    add(`function of the tool "${tool}"`, functionOfTarget(all[mcp].Properties.Code.ZipFile, target));
  }

  add('table of changes', only('AWS::DynamoDB::GlobalTable', (resource) => pathOf(resource).includes('/Mcp/Subscriptions/')));
  add('table of conversations', only('AWS::DynamoDB::GlobalTable', (resource) => pathOf(resource).includes('/Mcp/Conversations/')));
  add('registry', ofType(oauthEnv.REGISTRY_TABLE_NAME ?? '', 'AWS::DynamoDB::GlobalTable'));
  add('signing secret', ofType(oauthEnv.SIGNING_SECRET_ARN ?? '', 'AWS::SecretsManager::Secret'));
  add('initial access token', ofType(oauthEnv.INITIAL_ACCESS_TOKEN_SECRET_ARN ?? '', 'AWS::SecretsManager::Secret'));
  if (oauthEnv.OAUTH_CONFIGURATION !== undefined) {
    const { clients, signIn } = JSON.parse(textOf(oauthEnv.OAUTH_CONFIGURATION)) as OAuthConfiguration;
    for (const { clientId, secretArn } of clients) {
      add(`secret of the client "${clientId}"`, secretArn && ofType(secretArn, 'AWS::SecretsManager::Secret'));
    }
    for (const { id, issuer, clientId } of signIn) {
      const pool = ofType(issuer, 'AWS::Cognito::UserPool');
      const provider = pool === undefined ? issuer : 'the managed user pool';
      add(`callback of ${provider}`, id);
      add('managed user pool', pool);
      add('sign-in page of the managed user pool', pool && only('AWS::Cognito::UserPoolDomain', ({ Properties }) => ofType(Properties.UserPoolId, 'AWS::Cognito::UserPool') === pool));
      add(`app client at ${provider}`, ofType(clientId, 'AWS::Cognito::UserPoolClient'));
    }
  }

  const association = only('AWS::WAFv2::WebACLAssociation');
  const webAcl = association && ofType(all[association].Properties.WebACLArn, 'AWS::WAFv2::WebACL');
  add('firewall', webAcl);
  add('firewall log', webAcl && only('AWS::Logs::LogGroup', ({ Properties }) => /^aws-waf-logs-/.test(textOf(Properties.LogGroupName))));
  return found;
}

/** The function of the server's user behind a target, in the few lines that are the MCP function's code. */
function functionOfTarget(zipFile: unknown, target: string): string | undefined {
  const [, wiring] = /\((\{.*\})\)/s.exec(textOf(zipFile)) ?? [];
  const { targets } = JSON.parse(wiring!) as { readonly targets: { readonly [id: string]: { readonly functionArn: string } } };
  return referencesOf(targets[target]?.functionArn ?? '')[0];
}

/** What would be lost, or mistaken for another's, if it were not the same after a deployment. */
const KEPT = new Set([
  'AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table', 'AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient', 'AWS::Cognito::UserPoolDomain',
  'AWS::SecretsManager::Secret', 'AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::DomainName', 'AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::WAFv2::WebACL',
]);

/** The server's resources that must have an owner, and keep it. */
export function keptResources({ Resources }: TemplateJson): readonly string[] {
  return Object.keys(Resources).filter((logicalId) => KEPT.has(Resources[logicalId].Type) && pathOf(Resources[logicalId]).startsWith('Weather/Server/'));
}

function pathOf({ Metadata }: TemplateResource): string {
  return Metadata?.['aws:cdk:path'] as string;
}
