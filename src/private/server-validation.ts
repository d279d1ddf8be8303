import { Duration, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { requireUrl } from './url-validation';
import { ValidationError } from './validation-error';
import { serializedOriginProblem } from '../contract/urls/serialized-origin';
import { McpRequestLimit, McpThrottleProps } from '../gateway/throttle/throttle-props';

/** A construct's id as the name of a server. */
export function legalServerName(id: string): string {
  return id.replace(/[^A-Za-z0-9_.-]/g, '-');
}

/** What the server says of itself; whether it is known at synthesis is checked where it is compiled. */
export function validateServerInfo(scope: IConstruct, info: { readonly name: string; readonly version: string; readonly websiteUrl?: string }): void {
  if (!isOneLine(info.name)) {
    throw new ValidationError('InvalidServerName', `serverName is "${info.name}"; choose a name of one line, such as "weather"`, scope);
  }
  if (!isOneLine(info.version)) {
    throw new ValidationError('InvalidServerVersion', `serverVersion is "${info.version}"; choose a version of one line, such as "1.0.0"`, scope);
  }
  if (info.websiteUrl !== undefined && !Token.isUnresolved(info.websiteUrl) && !isWebUrl(info.websiteUrl)) {
    throw new ValidationError('InvalidWebsiteUrl', `websiteUrl is "${info.websiteUrl}"; write a whole URL that starts with "https://"`, scope);
  }
}

/** Zero would turn the server off, and a burst without a rate is of no use. */
export function validateThrottle(scope: IConstruct, { rateLimit, burstLimit, perClient, perPerson, perTool = {} }: McpThrottleProps): void {
  for (const [limit, value] of Object.entries({ rateLimit, burstLimit })) {
    if (value !== undefined && !Token.isUnresolved(value) && !(value > 0)) {
      throw new ValidationError('InvalidThrottle', `throttle.${limit} is ${value}; choose a number above 0`, scope);
    }
  }
  const ofTools = Object.fromEntries(Object.entries(perTool).map(([tool, limit]) => [`throttle.perTool["${tool}"]`, limit]));
  for (const [prop, limit] of Object.entries({ 'throttle.perClient': perClient, 'throttle.perPerson': perPerson, ...ofTools })) {
    if (limit !== undefined) {
      validateRequestLimit(scope, prop, limit);
    }
  }
}

/** What nobody could meet, and what no table could remember, is a mistake. */
function validateRequestLimit(scope: IConstruct, prop: string, { requests, period }: McpRequestLimit): void {
  if (!Token.isUnresolved(requests) && (!Number.isInteger(requests) || requests < 1)) {
    throw new ValidationError('InvalidRequestLimit', `${prop}.requests is ${requests}; choose a whole number, 1 at least`, scope);
  }
  if (period !== undefined && !period.isUnresolved() && !(period.toMilliseconds() >= 1000 && period.toMilliseconds() <= 86_400_000)) {
    throw new ValidationError('InvalidRequestLimit', `${prop}.period is ${period.toMilliseconds()} milliseconds; choose 1 second to 1 day`, scope);
  }
}

/** The function's environment holds 4 KB. */
const ALLOWED_ORIGINS_MAX_LENGTH = 2000;

/** An origin is compared byte for byte with what browsers send. */
export function validateAllowedOrigins(scope: IConstruct, origins: readonly string[]): void {
  if (Token.isUnresolved(origins)) {
    throw new ValidationError('UnknownAllowedOrigins', 'allowedOrigins is a list known only at deployment; write out its members', scope);
  }
  const length = origins.join(' ').length;
  if (length > ALLOWED_ORIGINS_MAX_LENGTH) {
    throw new ValidationError('TooManyAllowedOrigins', `allowedOrigins has ${length} characters; name fewer, at most ${ALLOWED_ORIGINS_MAX_LENGTH} in all`, scope);
  }
  for (const origin of origins) {
    requireUrl(scope, origin, {
      problemOf: serializedOriginProblem,
      code: 'InvalidAllowedOrigin',
      what: 'an origin among allowedOrigins',
      remedy: 'write it as the Origin header has it, like "https://app.example.com" or "chrome-extension://…", without path and default port',
    });
  }
}

/** Whole seconds, as API Gateway and Lambda count them. */
export function validateToolTimeout(scope: IConstruct, timeout: Duration): void {
  if (timeout.isUnresolved()) {
    return;
  }
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 900) {
    throw new ValidationError('InvalidToolTimeout', `toolTimeout is ${seconds} seconds; choose whole seconds from 1 second to 15 minutes`, scope);
  }
}

function isOneLine(text: string): boolean {
  return Token.isUnresolved(text) || /^(?=.*\S)[^\p{Cc}]+$/u.test(text);
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}
