import { IConstruct } from 'constructs';
import { resourceAnnotations } from './resource-annotations';
import { McpResourceProps, McpTextResourceProps, McpTextTemplateResourceProps } from './resource-props';
import { uriProblem } from './resource-uri';
import { parseUriTemplate, templateProblem } from './uri-template';
import { ValidationError } from '../../private/validation-error';
import { ResourceDefinition, ResourceTemplateDefinition } from '../catalogue/definitions';
import { ASSET_MAX_BYTES, readAsset } from '../content/asset-file';
import { isTextMediaType, mediaTypeOf } from '../content/media-types';
import { parseResourceText, variablesOf } from '../content/template-text';
import { iconDefinitions, metaDefinition } from '../description/description';

/** @throws ValidationError */
export function textResource(uri: string, props: McpTextResourceProps, scope: IConstruct): ResourceDefinition {
  const described = describe(uri, props, scope);
  requireUri(uri, scope);
  const size = Buffer.byteLength(props.text);
  if (size > ASSET_MAX_BYTES) {
    throw new ValidationError('ResourceTooLarge', `the text of the resource "${uri}" has ${size} bytes, and at most ${ASSET_MAX_BYTES} can be offered; split it`, scope);
  }
  return { ...described, uri, mimeType: props.mimeType ?? 'text/plain', size, content: { text: props.text } };
}

/** @throws ValidationError */
export function assetResource(uri: string, path: string, props: McpResourceProps, scope: IConstruct): ResourceDefinition {
  const described = describe(uri, props, scope);
  requireUri(uri, scope);
  const bytes = readAsset(path, `the resource "${uri}"`, scope);
  const mimeType = props.mimeType ?? mediaTypeOf(path) ?? 'application/octet-stream';
  return { ...described, uri, mimeType, size: bytes.length, content: content(uri, path, bytes, mimeType, scope) };
}

/** @throws ValidationError */
export function textTemplateResource(uriTemplate: string, props: McpTextTemplateResourceProps, scope: IConstruct): ResourceTemplateDefinition {
  return { ...describe(uriTemplate, props, scope), ...template(uriTemplate, props.text, scope), mimeType: props.mimeType ?? 'text/plain' };
}

type Description = Pick<ResourceDefinition, 'name' | 'title' | 'description' | 'annotations' | 'icons' | 'meta' | 'requiredScopes'>;

function describe(uri: string, { name, title, description, icons, meta, requiredScopes, ...props }: McpResourceProps, scope: IConstruct): Description {
  if (name.trim() === '') {
    throw new ValidationError('MissingResourceName', `the resource "${uri}" has no name; give it one`, scope);
  }
  const whose = `the resource "${uri}"`;
  return {
    name,
    title,
    description,
    annotations: resourceAnnotations(props, whose, scope),
    icons: iconDefinitions(icons, whose, scope),
    meta: metaDefinition(meta, whose, scope),
    requiredScopes,
  };
}

function requireUri(uri: string, scope: IConstruct): void {
  const problem = uriProblem(uri);
  if (problem !== undefined) {
    throw new ValidationError('InvalidResourceUri', `the resource URI "${uri}" ${problem}`, scope);
  }
}

function content(uri: string, path: string, bytes: Buffer, mimeType: string, scope: IConstruct): ResourceDefinition['content'] {
  if (!isTextMediaType(mimeType)) {
    return { blob: bytes.toString('base64') };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new ValidationError('AssetNotText', `the file "${path}" of the resource "${uri}" is offered as ${mimeType} but is not UTF-8; convert it, or give a binary mimeType`, scope);
  }
}

function template(uriTemplate: string, source: string, scope: IConstruct): Pick<ResourceTemplateDefinition, 'uriTemplate' | 'pattern' | 'variables' | 'text'> {
  const parsed = parseUriTemplate(uriTemplate);
  if ('problem' in parsed) {
    throw new ValidationError('InvalidUriTemplate', `in the URI template "${uriTemplate}", ${parsed.problem}`, scope);
  }
  const problem = templateProblem(uriTemplate);
  if (problem !== undefined) {
    throw new ValidationError('InvalidUriTemplate', `the URI template "${uriTemplate}" ${problem}`, scope);
  }
  const text = parseResourceText(source);
  const used = variablesOf(text);
  const unknown = used.find((variable) => !parsed.variables.includes(variable));
  if (unknown !== undefined) {
    throw new ValidationError('UnknownTemplateVariable', `the text of "${uriTemplate}" has {${unknown}}, which is not a variable of the URI template; use one of ${parsed.variables.join(', ')}`, scope);
  }
  const unused = parsed.variables.find((variable) => !used.includes(variable));
  if (unused !== undefined) {
    throw new ValidationError('UnusedTemplateVariable', `the text of "${uriTemplate}" has no {${unused}}, so every URI would return the same text; use the variable, or McpResource.fromText`, scope);
  }
  return { uriTemplate, pattern: parsed.pattern, variables: parsed.variables, text };
}
