import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { McpIcon } from './mcp-icon';
import { McpMeta } from './mcp-meta';
import { judgeMetaKey } from './meta-key';
import { ValidationError } from '../../private/validation-error';
import { IconDefinition, Meta } from '../catalogue/definitions';

/** What every client that shows icons must be able to show. */
const SHOWN_BY_ALL: readonly (string | undefined)[] = ['image/png', 'image/jpeg', 'image/jpg', undefined];

/**
 * Checks and reads icons.
 *
 * @param whose in messages: "the icon … of …"
 * @throws ValidationError
 */
export function iconDefinitions(icons: readonly McpIcon[] = [], whose: string, scope: IConstruct): readonly IconDefinition[] | undefined {
  const definitions = icons.map((icon) => icon._bind(whose, scope));
  if (definitions.length === 0) {
    return undefined;
  }
  if (!definitions.some(({ mimeType }) => SHOWN_BY_ALL.includes(mimeType))) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:iconNotShownByAll',
      `all icons of ${whose} are ${[...new Set(definitions.map(({ mimeType }) => mimeType))].join(' or ')}, which clients need not show (SVG can hold programs); add a PNG or a JPEG`,
    );
  }
  return definitions;
}

/**
 * Checks metadata.
 *
 * @param whose in messages: "the _meta of … has …"
 * @throws ValidationError
 */
export function metaDefinition(meta: McpMeta | undefined, whose: string, scope: IConstruct): Meta | undefined {
  if (meta === undefined) {
    return undefined;
  }
  for (const key of Object.keys(meta._json)) {
    switch (judgeMetaKey(key)) {
      case 'malformed':
        throw new ValidationError('InvalidMetaKey', `the _meta of ${whose} has the key "${key}"; write a name of letters, digits, - _ and ., which may follow a prefix such as com.example/`, scope);
      case 'protocol':
        throw new ValidationError('ReservedMetaKey', `the _meta of ${whose} has the key "${key}", which only the protocol itself writes; choose another, under a prefix such as com.example/`, scope);
      case 'reserved':
        Annotations.of(scope).addWarningV2(
          `cdk-remote-mcp-server:reservedMetaPrefix-${key}`,
          `the _meta of ${whose} has the key "${key}", whose prefix is reserved for MCP and its official extensions; unless one of them defines it, use the name of a domain of yours, backwards`,
        );
        break;
      case 'legal':
    }
  }
  return Object.keys(meta._json).length === 0 ? undefined : meta._json;
}
