import { IConstruct } from 'constructs';
import { ASSET_MAX_BYTES, readAsset } from './asset-file';
import { ResourceDefinition, ResourceTemplateDefinition } from './definitions';
import { McpResource } from './mcp-resource';
import { isTextMediaType, mediaTypeOf } from './media-types';
import { parseResourceText, variablesOf } from './template-text';
import { parseUriTemplate } from './uri-template';
import { ValidationError } from '../private/validation-error';

/**
 * Checks a resource, and reads its content.
 *
 * @throws ValidationError
 */
export function resourceDefinition(resource: McpResource, scope: IConstruct): ResourceDefinition | ResourceTemplateDefinition {
  const source = resource._source;
  const { uri } = source;
  const { name, title, description, requiredScopes } = source.props;
  const described = { name, title, description, requiredScopes };
  if (name.trim() === '') {
    throw new ValidationError('MissingResourceName', `the resource '${uri}' has no name; give it one`, scope);
  }
  if (source.kind === 'text-template') {
    return { ...described, ...template(uri, source.text, scope), mimeType: source.props.mimeType ?? 'text/plain' };
  }
  if (!URL.canParse(uri)) {
    throw new ValidationError('InvalidResourceUri', `the resource URI '${uri}' is not a URI; write it with a scheme, such as docs://guide`, scope);
  }
  if (source.kind === 'text') {
    const size = Buffer.byteLength(source.text);
    if (size > ASSET_MAX_BYTES) {
      throw new ValidationError('ResourceTooLarge', `the text of the resource '${uri}' has ${size} bytes; at most ${ASSET_MAX_BYTES} can be offered: split it`, scope);
    }
    return { ...described, uri, mimeType: source.props.mimeType ?? 'text/plain', size, content: { text: source.text } };
  }
  const bytes = readAsset(source.path, `the resource '${uri}'`, scope);
  const mimeType = source.props.mimeType ?? mediaTypeOf(source.path) ?? 'application/octet-stream';
  return { ...described, uri, mimeType, size: bytes.length, content: content(uri, source.path, bytes, mimeType, scope) };
}

function content(uri: string, path: string, bytes: Buffer, mimeType: string, scope: IConstruct): ResourceDefinition['content'] {
  if (!isTextMediaType(mimeType)) {
    return { blob: bytes.toString('base64') };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    throw new ValidationError('AssetNotText', `the file '${path}' of the resource '${uri}' is offered as ${mimeType} but is not UTF-8; convert it, or give a binary mimeType`, scope);
  }
}

function template(uriTemplate: string, source: string, scope: IConstruct): Pick<ResourceTemplateDefinition, 'uriTemplate' | 'pattern' | 'variables' | 'text'> {
  const parsed = parseUriTemplate(uriTemplate);
  if ('problem' in parsed) {
    throw new ValidationError('InvalidUriTemplate', `in the URI template '${uriTemplate}', ${parsed.problem}`, scope);
  }
  if (!URL.canParse(uriTemplate.replace(/\{[^}]*\}/g, 'x'))) {
    throw new ValidationError('InvalidUriTemplate', `the URI template '${uriTemplate}' makes no URIs; write it with a scheme, such as weather://{city}`, scope);
  }
  const text = parseResourceText(source);
  const used = variablesOf(text);
  const unknown = used.find((variable) => !parsed.variables.includes(variable));
  if (unknown !== undefined) {
    throw new ValidationError('UnknownTemplateVariable', `the text of '${uriTemplate}' has {${unknown}}, which the URI template lacks; its variables are ${parsed.variables.join(', ')}`, scope);
  }
  const unused = parsed.variables.find((variable) => !used.includes(variable));
  if (unused !== undefined) {
    throw new ValidationError('UnusedTemplateVariable', `the text of '${uriTemplate}' has no {${unused}}, so that every URI would read the same; use the variable, or McpResource.fromText`, scope);
  }
  return { uriTemplate, pattern: parsed.pattern, variables: parsed.variables, text };
}
