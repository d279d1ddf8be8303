import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { completionSources, describe, readTemplate, requireUri } from './resource-definition';
import { McpFunctionResourceProps } from './resource-props';
import { ContentSource } from '../../contract/mcp/content';
import { ValidationError } from '../../private/validation-error';
import { ResourceDefinition, ResourceTemplateDefinition } from '../catalogue/definitions';
import { ContentSources } from '../sources/content-sources';

/** @throws ValidationError */
export function functionResource(
  uri: string, fn: lambda.IFunction, props: McpFunctionResourceProps, scope: IConstruct, sources: ContentSources,
): ResourceDefinition | ResourceTemplateDefinition {
  const described = { ...describe(uri, props, scope), mimeType: props.mimeType ?? 'text/plain' };
  const source = (): ContentSource => ({
    kind: 'function', target: sources.useFunction(fn), name: uri, mimeType: described.mimeType, meta: described.meta, asks: props.asks || undefined,
  });
  if (/[{}]/.test(uri)) {
    const template = readTemplate(uri, scope);
    return { ...described, ...template, source: source(), completions: completionSources(template, props.completions, scope, sources) };
  }
  requireUri(uri, scope);
  if (props.completions !== undefined) {
    throw new ValidationError('UnknownTemplateVariable', `the resource "${uri}" has completions but no variable; write its URI with one, such as orders://{id}, or leave them out`, scope);
  }
  return { ...described, uri, content: { source: source() } };
}
