import { missingStoredParameter } from './parameters';
import { NamesByType } from './physical-ids';
import { Stack, storedParameter, Surroundings } from './stack';
import { CloudAssembly } from './template';
import { LocalError } from '../errors/local-error';

/** What the user says that parameters are: by the name of a parameter, `STACK:NAME` or a name in the Parameter Store. */
export type GivenParameters = ReadonlyMap<string, string>;

/** All stacks of an assembly as they would stand together after deployment. */
export class Deployment implements Surroundings {
  private readonly all: Stack[] = [];
  private readonly assetPaths = new Map<string, string>();
  private readonly localizers: ((text: string) => string)[] = [];
  private readonly dynamicReferences: ((reference: string) => string | undefined)[] = [];
  private readonly asked = new Set<string>();

  /**
   * @param names how resources are called
   * @param replaced what lies in the place of assets, by their paths
   */
  constructor(
    assembly: CloudAssembly,
    readonly names: NamesByType,
    private readonly parameters: GivenParameters = new Map(),
    replaced: ReadonlyMap<string, string> = new Map(),
  ) {
    for (const asset of assembly.assets) {
      for (const key of asset.objectKeys) {
        this.assetPaths.set(key, replaced.get(asset.path) ?? asset.path);
      }
    }
    for (const described of assembly.stacks) {
      const stack = new Stack(described, this);
      this.all.push(stack, ...stack.openNested());
    }
  }

  stacks(): readonly Stack[] {
    return this.all;
  }

  assetPath(objectKey: string): string | undefined {
    return this.assetPaths.get(objectKey);
  }

  givenParameter(name: string, stack?: string): string | undefined {
    const names = stack === undefined ? [name] : [`${stack}:${name}`, name];
    names.forEach((each) => this.asked.add(each));
    return names.map((each) => this.parameters.get(each)).find((value) => value !== undefined);
  }

  /** Those that the user gives and this app does not have. */
  unknownParameters(): readonly string[] {
    return [...this.parameters.keys()].filter((name) => !this.asked.has(name) && !this.all.some((stack) => stack.knowsParameter(name.slice(name.indexOf(':') + 1))));
  }

  /** Values that are read from now on have local URLs in the place of deployed ones. */
  localizeWith(localize: (text: string) => string): void {
    this.localizers.push(localize);
  }

  /** @param resolve returns undefined for what it does not resolve */
  resolveDynamicReferencesWith(resolve: (reference: string) => string | undefined): void {
    this.dynamicReferences.push(resolve);
  }

  localize(text: string): string {
    return this.localizers.reduce((localized, localize) => localize(localized), text);
  }

  dynamicReference(reference: string): string {
    const [, name] = /^ssm(?:-secure)?:([^:]+)(?::\d+)?$/.exec(reference) ?? [];
    if (name !== undefined) {
      const value = storedParameter(this, name);
      if (value === undefined) {
        throw missingStoredParameter(name);
      }
      return value;
    }
    for (const resolve of this.dynamicReferences) {
      const value = resolve(reference);
      if (value !== undefined) {
        return value;
      }
    }
    throw new LocalError('DynamicReferenceUnsupported', this.dynamicReferences.length === 0
      ? `{{resolve:${reference}}} cannot be resolved inside a secret`
      : `{{resolve:${reference}}}: only secrets of this assembly have values here`);
  }
}
