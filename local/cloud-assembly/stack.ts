import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { evaluate, NO_VALUE, References } from './intrinsics';
import { parameterValue, refusalOfParameter } from './parameters';
import { arn, attributeOf, NamesByType, pseudoParameters, refOf, ResourceIdentity } from './physical-ids';
import { AssemblyStack, Environment, isObject, Json, own, Resource, Template } from './template';
import { LocalError } from '../errors/local-error';

/** What stacks share: each other, and the secrets that dynamic references name. */
export interface Surroundings {
  /** How resources are called. */
  readonly names: NamesByType;
  stacks(): readonly Stack[];
  /** @returns undefined for an object that the assembly does not hold */
  assetPath(objectKey: string): string | undefined;
  /** What the user says that a parameter of a stack, or of the Parameter Store, is. */
  givenParameter(name: string, stack?: string): string | undefined;
  dynamicReference(reference: string): string;
  /** Turns the deployed public URLs in a string into the local ones. */
  localize(text: string): string;
}

interface Parent {
  readonly stack: Stack;
  readonly parameters: unknown;
}

/** One stack as it would stand after deployment: every reference has a value. */
export class Stack implements References {
  private readonly children = new Map<string, Stack>();
  private readonly conditions = new Map<string, boolean>();
  private readonly pseudoParameters: ReadonlyMap<string, unknown>;
  readonly name: string;
  readonly environment: Environment;
  private readonly template: Template;

  constructor(private readonly described: AssemblyStack, private readonly surroundings: Surroundings, private readonly parent?: Parent) {
    this.name = described.name;
    this.environment = described.environment;
    this.template = described.template;
    this.pseudoParameters = pseudoParameters(described.environment);
  }

  /** Stacks nested in this one, from their template assets. */
  openNested(): Stack[] {
    const opened: Stack[] = [];
    for (const [logicalId, resource] of this.resources('AWS::CloudFormation::Stack')) {
      const file = this.nestedTemplate(logicalId, resource);
      if (file === undefined) {
        continue;
      }
      const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
      const child = new Stack({ ...this.described, name: `${this.name}-${logicalId}`, template }, this.surroundings, { stack: this, parameters: resource.Properties?.Parameters ?? {} });
      this.children.set(logicalId, child);
      opened.push(child, ...child.openNested());
    }
    return opened;
  }

  /** Its path in the app: what its author calls it. Undefined where the assembly does not tell. */
  constructPath(logicalId: string): string | undefined {
    return [...this.described.constructs].find(([, id]) => id === logicalId)?.[0];
  }

  /** Resources of the given types that are deployed: their condition holds. */
  resources(...types: string[]): [logicalId: string, resource: Resource][] {
    return Object.entries(this.template.Resources ?? {}).filter(
      ([, resource]) => types.includes(resource.Type) && (resource.Condition === undefined || this.condition(resource.Condition)),
    );
  }

  /** The properties of a resource. Each is resolved when it is used: others may have values on AWS only. */
  properties(logicalId: string): Json {
    const declared = own(this.template.Resources, logicalId)?.Properties ?? {};
    const properties = {};
    for (const name of Object.keys(declared)) {
      Object.defineProperty(properties, name, { enumerable: true, get: () => this.resolve(declared[name], logicalId) });
    }
    return properties;
  }

  /** A property as the template has it. */
  declaredProperty(logicalId: string, name: string): unknown {
    return own(own(this.template.Resources, logicalId)?.Properties, name);
  }

  /** Whether one of its parameters has the name, or is the value of what the Parameter Store has under that name. */
  knowsParameter(name: string): boolean {
    return Object.entries(this.template.Parameters ?? {}).some(([id, { Default }]) => id === name || Default === name);
  }

  /** @throws LocalError IntrinsicUnsupported, with the logical id of the resource that holds the value */
  resolve(value: unknown, logicalId: string): unknown {
    try {
      const resolved = evaluate(value, this);
      return resolved === NO_VALUE ? undefined : this.localized(resolved);
    } catch (error) {
      if (!(error instanceof LocalError) || error.message.startsWith(this.name)) {
        throw error;
      }
      throw new LocalError(error.code, `${this.name}/${logicalId}: ${error.message}`);
    }
  }

  /** Parameters that resources refer to and nobody gives a value. */
  parametersWithoutValues(): readonly string[] {
    const resources = JSON.stringify(this.template.Resources ?? {});
    return Object.keys(this.template.Parameters ?? {}).filter((name) => resources.includes(`"Ref":"${name}"`) || resources.includes(`\${${name}}`)).flatMap((name) => {
      try {
        this.parameter(name);
        return [];
      } catch (error) {
        if (!(error instanceof LocalError)) {
          throw error;
        }
        return [/--parameter (.*)=VALUE/.exec(error.message)?.[1] ?? name];
      }
    });
  }

  /** What is given, and a deployment would refuse. */
  refusedParameters(): readonly string[] {
    return Object.entries(this.template.Parameters ?? {}).flatMap(([name, parameter]) => {
      const given = this.parent === undefined ? this.surroundings.givenParameter(name, this.name) : undefined;
      return refusalOfParameter(name, parameter, given) ?? [];
    });
  }

  ref(name: string): unknown {
    if (name === 'AWS::StackName') {
      return this.name;
    }
    if (name === 'AWS::StackId') {
      return arn(this, 'cloudformation', `stack/${this.name}/local`);
    }
    if (this.pseudoParameters.has(name)) {
      return this.pseudoParameters.get(name);
    }
    const resource = own(this.template.Resources, name);
    if (resource !== undefined) {
      return refOf(this.surroundings.names, this.identity(name, resource));
    }
    return this.parameter(name);
  }

  getAtt(logicalId: string, attribute: string): unknown {
    const resource = own(this.template.Resources, logicalId);
    if (resource === undefined) {
      throw new LocalError('IntrinsicUnsupported', `nothing is named "${logicalId}"`);
    }
    const child = this.children.get(logicalId);
    if (child !== undefined && attribute.startsWith('Outputs.')) {
      return child.output(attribute.slice('Outputs.'.length));
    }
    const value = resource.Type === 'Custom::CrossRegionExportReader'
      ? exportedToOtherRegions(this.surroundings.stacks(), attribute)
      : this.ofCdk(resource, attribute) ?? attributeOf(this.surroundings.names, this.identity(logicalId, resource), attribute);
    if (value === undefined) {
      throw new LocalError('IntrinsicUnsupported', `Fn::GetAtt ${logicalId}.${attribute} (${resource.Type}) has no value outside AWS`);
    }
    return value;
  }

  condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) {
      return known;
    }
    const expression = own(this.template.Conditions, name);
    if (expression === undefined) {
      throw new LocalError('IntrinsicUnsupported', `no condition is named "${name}"`);
    }
    const other = isObject(expression) && typeof expression.Condition === 'string' ? expression.Condition : undefined;
    const value = other === undefined ? evaluate(expression, this) === true : this.condition(other);
    this.conditions.set(name, value);
    return value;
  }

  mapping(map: string, key: string, second: string): unknown {
    return own(own(own(this.template.Mappings, map), key), second);
  }

  importValue(name: string): unknown {
    for (const stack of this.surroundings.stacks()) {
      const exported = stack.exported(name);
      if (exported !== undefined) {
        return exported;
      }
    }
    throw new LocalError('IntrinsicUnsupported', `Fn::ImportValue "${name}": no stack of this assembly exports it`);
  }

  dynamicReference(reference: string): string {
    return this.surroundings.dynamicReference(reference);
  }

  localize(text: string): string {
    return this.surroundings.localize(text);
  }

  private output(name: string): unknown {
    return evaluate(own(this.template.Outputs, name)?.Value, this);
  }

  private exported(name: string): unknown {
    const outputs = Object.values(this.template.Outputs ?? {});
    const output = outputs.find((candidate) => candidate.Export !== undefined && evaluate(candidate.Export.Name, this) === name);
    return output && evaluate(output.Value, this);
  }

  private parameter(name: string): unknown {
    const parameter = own(this.template.Parameters, name);
    if (parameter === undefined) {
      return undefined;
    }
    const passed = isObject(this.parent?.parameters) ? own(this.parent.parameters, name) : undefined;
    if (passed !== undefined) {
      return evaluate(passed, this.parent!.stack);
    }
    const given = this.surroundings.givenParameter(name, this.name) ?? this.described.assetParameters.get(name);
    return parameterValue(name, parameter, given, (stored) => storedParameter(this.surroundings, stored));
  }

  /** What custom resources of CDK itself answer, which only compute something. */
  private ofCdk({ Type: type, Properties: properties }: Resource, attribute: string): unknown {
    if (attribute !== 'Value' || !['Custom::AWSCDKCfnJson', 'Custom::AWSCDKCfnJsonStringify'].includes(type)) {
      return undefined;
    }
    const value = evaluate(properties?.Value, this);
    return type === 'Custom::AWSCDKCfnJson' ? JSON.parse(String(value)) : JSON.stringify(value);
  }

  private nestedTemplate(logicalId: string, resource: Resource): string | undefined {
    const file = resource.Metadata?.['aws:asset:path'];
    if (typeof file === 'string') {
      return path.join(this.described.directory, file);
    }
    // Without metadata, only the URL under which it would lie tells which asset it is.
    try {
      const url = String(this.resolve(resource.Properties?.TemplateURL, logicalId));
      return this.surroundings.assetPath(url.slice(url.indexOf('/', 'https://'.length) + 1).replace(/^[^/]+\//, ''));
    } catch (error) {
      if (error instanceof LocalError) {
        return undefined;
      }
      throw error;
    }
  }

  private identity(logicalId: string, resource: Resource): ResourceIdentity {
    return {
      stack: this.name,
      logicalId,
      type: resource.Type,
      environment: this.environment,
      property: (name) => {
        const value = evaluate(own(resource.Properties, name), this);
        return value === NO_VALUE ? undefined : value;
      },
    };
  }

  private localized(value: unknown): unknown {
    if (typeof value === 'string') {
      return this.localize(value);
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.localized(item));
    }
    if (!isObject(value)) {
      return value;
    }
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.localized(item)]));
  }
}

/** What CDK passes from a stack of another Region (`crossRegionReferences`), by custom resources that copy it through Parameter Store. */
function exportedToOtherRegions(stacks: readonly Stack[], name: string): unknown {
  for (const stack of stacks) {
    for (const [logicalId] of stack.resources('Custom::CrossRegionExportWriter')) {
      const { WriterProps: writer } = stack.properties(logicalId);
      const value = isObject(writer) && isObject(writer.exports) ? own(writer.exports, name) : undefined;
      if (value !== undefined) {
        return value;
      }
    }
  }
  return undefined;
}

/** A value of the Parameter Store: what the user gives, or what a stack of the assembly would write there. */
export function storedParameter(surroundings: Surroundings, name: string): string | undefined {
  const given = surroundings.givenParameter(name);
  if (given !== undefined) {
    return given;
  }
  for (const stack of surroundings.stacks()) {
    for (const [logicalId] of stack.resources('AWS::SSM::Parameter')) {
      if (stack.ref(logicalId) === name) {
        return String(stack.properties(logicalId).Value);
      }
    }
  }
  return undefined;
}
