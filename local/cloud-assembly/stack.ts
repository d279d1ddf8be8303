import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { evaluate, NO_VALUE, References } from './intrinsics';
import { attributeOf, NamesByType, PSEUDO_PARAMETERS, refOf, ResourceIdentity } from './physical-ids';
import { CloudAssembly, isObject, Json, own, Resource, Template } from './template';
import { LocalError } from '../errors/local-error';

/** What stacks share: each other, and the secrets that dynamic references name. */
export interface Surroundings {
  /** How resources are called. */
  readonly names: NamesByType;
  stacks(): readonly Stack[];
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

  constructor(readonly name: string, private readonly template: Template, private readonly surroundings: Surroundings, private readonly parent?: Parent) {}

  /** Stacks nested in this one, from their template assets. */
  openNested(assembly: CloudAssembly): Stack[] {
    const opened: Stack[] = [];
    for (const [logicalId, resource] of this.resources('AWS::CloudFormation::Stack')) {
      const file = resource.Metadata?.['aws:asset:path'];
      if (typeof file !== 'string') {
        continue;
      }
      const template = JSON.parse(readFileSync(path.join(assembly.directory, file), 'utf8')) as Template;
      const child = new Stack(`${this.name}-${logicalId}`, template, this.surroundings, { stack: this, parameters: resource.Properties?.Parameters ?? {} });
      this.children.set(logicalId, child);
      opened.push(child, ...child.openNested(assembly));
    }
    return opened;
  }

  /** Resources of the given types that are deployed: their condition holds. */
  resources(...types: string[]): [logicalId: string, resource: Resource][] {
    return Object.entries(this.template.Resources ?? {}).filter(
      ([, resource]) => types.includes(resource.Type) && (resource.Condition === undefined || this.condition(resource.Condition)),
    );
  }

  /** The properties of a resource, every reference resolved. */
  properties(logicalId: string): Json {
    return this.resolve(own(this.template.Resources, logicalId)?.Properties ?? {}, logicalId) as Json;
  }

  /** @throws LocalError IntrinsicUnsupported, with the logical id of the resource that holds the value */
  resolve(value: unknown, logicalId: string): unknown {
    try {
      return this.localized(evaluate(value, this));
    } catch (error) {
      if (!(error instanceof LocalError) || error.message.startsWith(this.name)) {
        throw error;
      }
      throw new LocalError(error.code, `${this.name}/${logicalId}: ${error.message}`);
    }
  }

  ref(name: string): unknown {
    if (name === 'AWS::StackName') {
      return this.name;
    }
    if (name === 'AWS::StackId') {
      return `arn:aws:cloudformation:us-east-1:000000000000:stack/${this.name}/local`;
    }
    if (Object.hasOwn(PSEUDO_PARAMETERS, name)) {
      return PSEUDO_PARAMETERS[name];
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
      : attributeOf(this.surroundings.names, this.identity(logicalId, resource), attribute);
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
    const value = own(own(own(this.template.Mappings, map), key), second);
    if (value === undefined) {
      throw new LocalError('IntrinsicUnsupported', `Fn::FindInMap finds no ${map}.${key}.${second}`);
    }
    return value;
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
    const given = isObject(this.parent?.parameters) ? own(this.parent.parameters, name) : undefined;
    if (given !== undefined) {
      return evaluate(given, this.parent!.stack);
    }
    if (parameter.Default === undefined) {
      throw new LocalError('ParameterWithoutDefault', `parameter "${name}" has no default: add one, because the local gateway takes no parameters`);
    }
    return parameter.Type?.includes('List') ? String(parameter.Default).split(',') : parameter.Default;
  }

  private identity(logicalId: string, resource: Resource): ResourceIdentity {
    return {
      stack: this.name,
      logicalId,
      type: resource.Type,
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
