import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, IConstruct } from 'constructs';
import { isForeignLanguage } from './author-language';
import { DeclaredMember, declarations, DeclaredType, membersOf } from './declarations';
import { likelyMeant } from './likeliest';
import { placesOf } from './misplaced';
import { ValidationError } from './validation-error';
import { accessRemedy } from './words-of-access';

/** A member that only the things of a type have. Types are compared by it, because an app may hold two copies of a library. */
const FOREIGN_MARKS: { readonly [type: string]: string } = {
  'lambda.IFunction': 'functionArn',
  'sfn.IStateMachine': 'stateMachineArn',
  's3.IBucket': 'bucketArn',
  'secretsmanager.ISecret': 'secretArn',
  'cognito.IUserPool': 'userPoolId',
  'cognito.IUserPoolClient': 'userPoolClientId',
  'cognito.UserPoolClientIdentityProvider': 'name',
  'acm.ICertificate': 'certificateArn',
  'route53.IHostedZone': 'hostedZoneId',
  'ec2.IVpc': 'vpcId',
  'ec2.ISecurityGroup': 'securityGroupId',
  'iam.IGrantable': 'grantPrincipal',
  'cloudwatch.IAlarmAction': 'bind',
  'cloudwatch.Alarm': 'alarmArn',
  'kms.IKey': 'keyArn',
  'dynamodb.ITableV2': 'tableArn',
  'apigateway.RestApi': 'restApiId',
  'cloudfront.Distribution': 'distributionDomainName',
  'ec2.IVpcEndpoint': 'vpcEndpointId',
  'lambda.Architecture': 'dockerPlatform',
  'logs.ILogGroup': 'logGroupArn',
  'logs.ILogSubscriptionDestination': 'bind',
  'logs.DataProtectionPolicy': '_bind',
  'Asset': 's3ObjectKey',
  'Construct': 'node',
  'IConstruct': 'node',
  'Duration': 'toMilliseconds',
  'Size': 'toBytes',
};
/** Enumerations of another library: what is none of their values would be found by a deployment. */
const FOREIGN_ENUMERATIONS: { readonly [type: string]: object } = {
  'logs.RetentionDays': logs.RetentionDays,
  'RemovalPolicy': RemovalPolicy,
  'sfn.StateMachineType': sfn.StateMachineType,
  'cognito.Mfa': cognito.Mfa,
  'cognito.FeaturePlan': cognito.FeaturePlan,
  'apigateway.IpAddressType': apigateway.IpAddressType,
};

/**
 * To be called by the static block of a class of the public API: its methods then compare what they are given with what they declare, because
 * JavaScript does not, and neither does TypeScript where a type was asserted. In the other languages jsii does.
 *
 * @param name of the class, which a bundler of the app may change
 * @param isExtended whether an app's own kind of a thing calls its methods, with all of its own props
 */
export function checksArguments(type: Function, name: string, isExtended = false): void {
  Object.defineProperty(type.prototype, brand(name), { value: true });
  for (const holder of [type, type.prototype as object]) {
    for (const [method, { value, ...rest }] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (typeof value === 'function' && !['constructor', 'prototype'].includes(method) && !method.startsWith('_')) {
        Object.defineProperty(holder, method, { ...rest, value: checked(value as (...args: unknown[]) => unknown, name, method, isExtended) });
      }
    }
  }
}

function checked(method: (...args: unknown[]) => unknown, type: string, name: string, isExtended: boolean): unknown {
  const wrapper = function (this: unknown, ...args: unknown[]) {
    requireDeclaredArguments(`${type}.${name}`, args, Construct.isConstruct(this) ? this : undefined, isExtended);
    return method.apply(this, args);
  };
  Object.defineProperty(wrapper, 'name', { value: name });
  return wrapper;
}

/**
 * @param entry a class and one of its methods, or `constructor`
 * @param isExtended whether a class of the app's calls it, whose props may have more than ours
 * @throws ValidationError
 */
export function requireDeclaredArguments(entry: string, args: readonly unknown[], scope?: IConstruct, isExtended = false): void {
  const parameters = isForeignLanguage() ? undefined : declarations().entries[entry];
  if (parameters === undefined) {
    return;
  }
  const [method] = entry.split('.constructor');
  const [first] = args;
  const check = new Check(typeof first === 'string' && first.length < 100 && !isSecret(parameters[0]?.type) ? `${method}(${JSON.stringify(first)})` : `${method}()`, scope, isExtended);
  parameters.forEach(({ name, variadic, ...member }, index) => {
    if (variadic) {
      args.slice(index).forEach((value, position) => check.member(`${name}[${position}]`, value, member));
    } else {
      check.member(name, args[index], member);
    }
  });
}

/**
 * What an app's own kind of a thing, such as a tool, gives.
 *
 * @param what how messages call its source
 * @throws ValidationError
 */
export function requireDeclaredStruct(struct: string, value: unknown, what: string, scope: IConstruct): void {
  if (!isForeignLanguage()) {
    new Check(what, scope, true).member(struct, value, { type: { struct } });
  }
}

class Check {
  constructor(private readonly what: string, private readonly scope: IConstruct | undefined, private readonly isExtended: boolean) {}

  public member(place: string, value: unknown, { type, optional }: DeclaredMember): void {
    if (value === undefined && optional) {
      return;
    }
    if (value === undefined) {
      throw this.error('MissingValue', `has no ${place}; give ${inWords(type)}`);
    }
    if (value === null && type !== 'any') {
      throw this.error('InvalidValue', `has null for ${place}; ${optional ? 'leave it out, or ' : ''}give ${inWords(type)}`);
    }
    this.value(place, value, type);
  }

  private value(place: string, value: unknown, type: DeclaredType): void {
    if (!fits(value, type)) {
      throw this.error('InvalidValue', `has ${isSecret(type) && typeof value === 'string' ? 'a text' : shown(value)} for ${place}; give ${remedy(value, type)}`);
    }
    if (typeof type === 'string' || Token.isUnresolved(value)) {
      return;
    }
    if ('list' in type) {
      Array.from(value as unknown[], (item, index) => this.member(`${place}[${index}]`, item, { type: type.list }));
    } else if ('map' in type) {
      Object.entries(value as object).forEach(([name, item]) => this.member(`${place}[${JSON.stringify(name)}]`, item, { type: type.map, optional: true }));
    } else if ('struct' in type) {
      this.struct(place, value as { readonly [name: string]: unknown }, type.struct);
    }
  }

  private struct(place: string, value: { readonly [name: string]: unknown }, struct: string): void {
    const members = membersOf(struct);
    // More members than declared are legal, as in TypeScript, but not one that was meant to be another, or to be elsewhere.
    const unknown = declarations().structs[struct].open ? [] : Object.keys(value).filter((given) => !members.has(given) && value[given] !== undefined);
    for (const name of unknown) {
      const missing = [...members].filter(([declared]) => value[declared] === undefined);
      const [longer] = missing.find(([declared, { type }]) => isShort(name, declared) && fitsDeeply(value[name], type)) ?? [];
      const meant = likelyMeant(name, missing.map(([declared]) => declared)) ?? longer;
      if (meant !== undefined) {
        throw this.error('UnknownProperty', `has ${place}.${name}, which does not exist; did you mean "${meant}"?`);
      }
      this.misplaced(place, name, value, struct);
      this.ofAccess(place, name, value, struct);
    }
    members.forEach((member, name) => this.member(`${place}.${name}`, value[name], member));
  }

  private misplaced(place: string, name: string, value: { readonly [name: string]: unknown }, struct: string): void {
    const places = this.isExtended || !isPlainObject(value) ? undefined : placesOf(name, (type) => fitsDeeply(value[name], type));
    if (places === undefined) {
      return;
    }
    const longer = [...membersOf(struct).keys()].find((declared) => value[declared] === undefined && declared.endsWith(`${name[0].toUpperCase()}${name.slice(1)}`));
    const fix = longer === undefined ? `it is one of ${listed(places)}: give it there, or leave it out` : `did you mean "${longer}"?`;
    throw this.error('UnknownProperty', `has ${place}.${name}, which is no property of ${struct}; ${fix}`);
  }

  /** Whoever writes it believes that it protects something. */
  private ofAccess(place: string, name: string, value: { readonly [name: string]: unknown }, struct: string): void {
    const instead = this.isExtended || !isPlainObject(value) ? undefined : accessRemedy(name);
    if (instead !== undefined) {
      throw this.error('UnknownProperty', `has ${place}.${name}, which is no property of ${struct} and would protect nothing; ${instead}`);
    }
  }

  private error(code: string, message: string): ValidationError {
    return new ValidationError(code, `${this.what} ${message}`, this.scope);
  }
}

/** The first word of a name, for the name: `input` for `inputSchema`. */
const isShort = (name: string, declared: string) => declared.startsWith(name) && /^[A-Z]/.test(declared.slice(name.length));

function fits(value: unknown, type: DeclaredType): boolean {
  if (type === 'any') {
    return true;
  }
  if (type === 'date') {
    return Object.prototype.toString.call(value) === '[object Date]';
  }
  if (typeof type === 'string') {
    return typeof value === type;
  }
  if ('list' in type) {
    return Array.isArray(value);
  }
  if ('enum' in type) {
    return declarations().enums[type.enum].includes(value as string);
  }
  if ('foreign' in type && Object.hasOwn(FOREIGN_ENUMERATIONS, type.foreign)) {
    return valuesOf(type.foreign).includes(value as string | number) || (Token.isUnresolved(value) && typeof value !== 'object');
  }
  if ('map' in type && type.map === 'any') {
    return true; // Whoever takes JSON says what is wrong with it.
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  if ('class' in type) {
    return brand(type.class) in value;
  }
  return !('foreign' in type) || !Object.hasOwn(FOREIGN_MARKS, type.foreign) || FOREIGN_MARKS[type.foreign] in value;
}

function fitsDeeply(value: unknown, type: DeclaredType): boolean {
  return fits(value, type) && (typeof type === 'string' || !('list' in type) || (value as unknown[]).every((item) => fitsDeeply(item, type.list)));
}

/** An enumeration of numbers has its names among its values, too. */
function valuesOf(enumeration: string): readonly (string | number)[] {
  const values = Object.values(FOREIGN_ENUMERATIONS[enumeration]) as (string | number)[];
  return values.some((value) => typeof value === 'number') ? values.filter((value) => typeof value === 'number') : values;
}

/** Objects of classes have members of their own. Each realm has an `Object.prototype`. */
function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const SHOWN_PLACES = 3;

function listed(places: readonly string[]): string {
  const first = places.slice(0, SHOWN_PLACES);
  const last = places.length > SHOWN_PLACES ? 'others' : first.pop()!;
  return first.length === 0 ? last : `${first.join(', ')} and ${last}`;
}

/** What is given in its place may be the secret itself, and messages are kept in the logs of builds. */
function isSecret(type: DeclaredType | undefined): boolean {
  return typeof type === 'object' && 'foreign' in type && type.foreign === 'secretsmanager.ISecret';
}

/** The same in each copy of this library. */
function brand(type: string): symbol {
  return Symbol.for(`cdk-remote-mcp-server.${type}`);
}

function inWords(type: DeclaredType): string {
  if (typeof type === 'string') {
    return { string: 'a text', number: 'a number', boolean: 'true or false', any: 'a value', date: 'a Date' }[type];
  }
  if ('list' in type) {
    return `a list, each member ${inWords(type.list)}`;
  }
  if ('map' in type) {
    return `an object, each member ${inWords(type.map)}`;
  }
  if ('enum' in type) {
    return `one of ${declarations().enums[type.enum].map((value) => JSON.stringify(value)).join(', ')} (${type.enum})`;
  }
  if ('foreign' in type) {
    const values = Object.hasOwn(FOREIGN_ENUMERATIONS, type.foreign) ? `, one of ${valuesOf(type.foreign).join(', ')}` : '';
    return `a value of the type ${type.foreign}${values}`;
  }
  return 'class' in type ? `one that ${type.class} makes` : `an object (${type.struct})`;
}

function remedy(value: unknown, type: DeclaredType): string {
  const isSchema = typeof type === 'object' && 'class' in type && type.class === 'McpSchema';
  if (isSchema && typeof value === 'object' && value !== null) {
    return `${'~standard' in value ? "McpSchema.fromJson(z.toJSONSchema(schema, { io: 'input' }))" : 'McpSchema.fromJson({ … })'}, because a schema is checked as it is read`;
  }
  return isSecret(type) ? `${inWords(type)}, such as Secret.fromSecretNameV2(this, 'Key', 'its/name'): the template would show a text` : inWords(type);
}

const SHOWN_LENGTH = 60;

function shown(value: unknown): string {
  if (Token.isUnresolved(value)) {
    return 'a value that only the deployment knows';
  }
  if (typeof value === 'function') {
    return 'a function';
  }
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) {
      return 'a list';
    }
    const type = (Object.getPrototypeOf(value) as object | null)?.constructor?.name;
    return type === 'Object' || type === undefined ? 'an object' : `an object of the class ${type}`;
  }
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
