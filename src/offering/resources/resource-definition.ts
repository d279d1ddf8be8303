import { IConstruct } from 'constructs';
import { resourceAnnotations } from './resource-annotations';
import { McpResourceProps, McpTextResourceProps, McpTextTemplateResourceProps } from './resource-props';
import { uriProblem } from './resource-uri';
import { parseUriTemplate, templateProblem } from './uri-template';
import { CONTENT_MAX_BYTES } from '../../contract/limits';
import { TemplateText } from '../../contract/mcp/catalogue';
import { CompletionSources } from '../../contract/mcp/content';
import { isTextMediaType, mediaTypeOf } from '../../contract/media-types';
import { ValidationError } from '../../private/validation-error';
import { ResourceDefinition, ResourceTemplateDefinition } from '../catalogue/definitions';
import { McpCompletion } from '../completion/mcp-completion';
import { readAsset } from '../content/asset-file';
import { parseResourceText, variablesOf } from '../content/template-text';
import { iconDefinitions, metaDefinition } from '../description/description';
import { ContentSources } from '../sources/content-sources';

/** @throws ValidationError */
export function textResource(uri: string, props: McpTextResourceProps, scope: IConstruct): ResourceDefinition {
  const described = describe(uri, props, scope);
  requireUri(uri, scope);
  const size = Buffer.byteLength(props.text);
  if (size > CONTENT_MAX_BYTES) {
    throw new ValidationError('ResourceTooLarge', `the text of the resource "${uri}" has ${size} bytes, and at most ${CONTENT_MAX_BYTES} can be offered; split it`, scope);
  }
  return { ...described, uri, mimeType: props.mimeType ?? 'text/plain', size, content: { text: props.text } };
}

/** @throws ValidationError */
export function assetResource(uri: string, path: string, props: McpResourceProps, scope: IConstruct): ResourceDefinition {
  const described = describe(uri, props, scope);
  requireUri(uri, scope);
  const bytes = readAsset(path, `the resource "${uri}"`, scope);
  const mimeType = props.mimeType ?? mediaTypeOf(path) ?? 'application/octet-stream';
  return { ...described, uri, mimeType, size: bytes.length, content: fileContent(uri, path, bytes, mimeType, scope) };
}

/** @throws ValidationError */
export function textTemplateResource(
  uriTemplate: string, props: McpTextTemplateResourceProps, scope: IConstruct, sources: ContentSources,
): ResourceTemplateDefinition {
  const described = describe(uriTemplate, props, scope);
  const template = readTemplate(uriTemplate, scope);
  return {
    ...described,
    ...template,
    text: templateText(template, props.text, scope),
    mimeType: props.mimeType ?? 'text/plain',
    completions: completionSources(template, props.completions, scope, sources),
  };
}

type Description = Pick<ResourceDefinition, 'name' | 'title' | 'description' | 'annotations' | 'icons' | 'meta' | 'requiredScopes'>;

/** @throws ValidationError */
export function describe(uri: string, { name, title, description, icons, meta, requiredScopes, ...props }: McpResourceProps, scope: IConstruct): Description {
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

/** @throws ValidationError */
export function requireUri(uri: string, scope: IConstruct): void {
  const problem = uriProblem(uri);
  if (problem !== undefined) {
    throw new ValidationError('InvalidResourceUri', `the resource URI "${uri}" ${problem}`, scope);
  }
}

type FileContent = { readonly text: string } | { readonly blob: string };

/**
 * The content of a file.
 *
 * @throws ValidationError where it is not what its media type says
 */
export function fileContent(uri: string, path: string, bytes: Buffer, mimeType: string, scope: IConstruct): FileContent {
  if (!isTextMediaType(mimeType)) {
    return { blob: bytes.toString('base64') };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new ValidationError('AssetNotText', `the file "${path}" of the resource "${uri}" is offered as ${mimeType} but is not UTF-8; convert it, or give a binary mimeType`, scope);
  }
}

type Template = Pick<ResourceTemplateDefinition, 'uriTemplate' | 'pattern' | 'variables'>;

/** @throws ValidationError */
export function readTemplate(uriTemplate: string, scope: IConstruct): Template {
  const parsed = parseUriTemplate(uriTemplate);
  if ('problem' in parsed) {
    throw new ValidationError('InvalidUriTemplate', `in the URI template "${uriTemplate}", ${parsed.problem}`, scope);
  }
  const problem = templateProblem(uriTemplate);
  if (problem !== undefined) {
    throw new ValidationError('InvalidUriTemplate', `the URI template "${uriTemplate}" ${problem}`, scope);
  }
  return { uriTemplate, pattern: parsed.pattern, variables: parsed.variables };
}

/** @throws ValidationError */
export function completionSources(
  { uriTemplate, variables }: Template, completions: { readonly [variable: string]: McpCompletion } | undefined, scope: IConstruct, sources: ContentSources,
): CompletionSources | undefined {
  if (completions === undefined) {
    return undefined;
  }
  const unknown = Object.keys(completions).find((variable) => !variables.includes(variable));
  if (unknown !== undefined) {
    throw new ValidationError('UnknownTemplateVariable', `the completion of {${unknown}} belongs to no variable of "${uriTemplate}"; use one of ${variables.join(', ')}`, scope);
  }
  return Object.fromEntries(Object.entries(completions).map(([variable, completion]) => [variable, completion._bind(`{${variable}} of "${uriTemplate}"`, scope, sources)]));
}

function templateText({ uriTemplate, variables }: Template, source: string, scope: IConstruct): TemplateText {
  const text = parseResourceText(source);
  const used = variablesOf(text);
  const unknown = used.find((variable) => !variables.includes(variable));
  if (unknown !== undefined) {
    throw new ValidationError('UnknownTemplateVariable', `the text of "${uriTemplate}" has {${unknown}}, which is not a variable of the URI template; use one of ${variables.join(', ')}`, scope);
  }
  const unused = variables.find((variable) => !used.includes(variable));
  if (unused !== undefined) {
    throw new ValidationError('UnusedTemplateVariable', `the text of "${uriTemplate}" has no {${unused}}, so every URI would return the same text; use the variable, or McpResource.fromText`, scope);
  }
  return text;
}
