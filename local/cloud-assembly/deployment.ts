import { NamesByType } from './physical-ids';
import { Stack, Surroundings } from './stack';
import { CloudAssembly } from './template';
import { LocalError } from '../errors/local-error';

/** All stacks of an assembly as they would stand together after deployment. */
export class Deployment implements Surroundings {
  private readonly all: Stack[] = [];
  private readonly assetPaths = new Map<string, string>();
  private readonly localizers: ((text: string) => string)[] = [];
  private readonly dynamicReferences: ((reference: string) => string | undefined)[] = [];

  /** @param names how resources are called */
  constructor(assembly: CloudAssembly, readonly names: NamesByType) {
    for (const asset of assembly.assets) {
      for (const key of asset.objectKeys) {
        this.assetPaths.set(key, asset.path);
      }
    }
    for (const { name, template } of assembly.stacks) {
      const stack = new Stack(name, template, this);
      this.all.push(stack, ...stack.openNested(assembly));
    }
  }

  stacks(): readonly Stack[] {
    return this.all;
  }

  /** @returns undefined for an object that the assembly does not hold */
  assetPath(objectKey: string): string | undefined {
    return this.assetPaths.get(objectKey);
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
