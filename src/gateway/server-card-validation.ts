import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { McpServerCardProps } from './server-card-props';
import { PublishedServer } from '../contract/deployment';
import { ValidationError } from '../private/validation-error';

/** A reversed domain of two labels at least, one slash, a name. The extension and the registry take less; the catalog needs a domain. */
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i;
const NAME_MAX_LENGTH = 200;
const TEXT_MAX_LENGTH = 100;
const VERSION_MAX_LENGTH = 255;

/** What registries refuse as a version: ranges, and names of whatever is newest. */
const VERSION_RANGE = /^latest$|^[\^~<>=]|(^|\.)[x*](\.|$)|\s-\s|\|\|/i;

/** Checks what a card says against the extension's schema, and against what the server says of itself. */
export function validateServerCard(scope: IConstruct, { name }: McpServerCardProps, info: PublishedServer): void {
  const { version, title, description, websiteUrl } = info;
  for (const [what, value] of Object.entries({ 'serverCard.name': name, 'serverName': info.name, 'serverVersion': version, title, description, websiteUrl })) {
    if (Token.isUnresolved(value)) {
      throw new ValidationError('UnknownServerCardValue', `${what} is known only at deployment; a server with a card needs it at synthesis: write it out`, scope);
    }
  }
  if (!NAME.test(name) || name.length > NAME_MAX_LENGTH) {
    throw new ValidationError(
      'InvalidServerCardName',
      `serverCard.name is "${name}"; write a domain of yours in reverse, one slash and a name, like "com.example/weather", at most ${NAME_MAX_LENGTH} characters`,
      scope,
    );
  }
  if (info.name !== name) {
    throw new ValidationError(
      'ServerCardNameMismatch', `serverName is "${info.name}" and serverCard.name "${name}"; leave serverName out, because a card says what the server says of itself`, scope,
    );
  }
  if (description === undefined || !isWithin(description, TEXT_MAX_LENGTH)) {
    throw new ValidationError(
      'InvalidServerCardDescription',
      `${description === undefined ? 'there is no description' : `description has ${lengthOf(description)} characters`}; a server with a card says in 1 to ${TEXT_MAX_LENGTH} characters what it is for`,
      scope,
    );
  }
  if (title !== undefined && !isWithin(title, TEXT_MAX_LENGTH)) {
    throw new ValidationError('InvalidServerCardTitle', `title has ${lengthOf(title)} characters; a server with a card has a title of 1 to ${TEXT_MAX_LENGTH}, or none`, scope);
  }
  if (lengthOf(version) > VERSION_MAX_LENGTH || VERSION_RANGE.test(version)) {
    throw new ValidationError('InvalidServerCardVersion', `serverVersion is "${version}"; a server with a card has one version, like "1.4.0", and no range`, scope);
  }
}

function isWithin(text: string, maximum: number): boolean {
  const length = lengthOf(text);
  return length >= 1 && length <= maximum;
}

/** As JSON Schema counts. */
function lengthOf(text: string): number {
  return [...text].length;
}
