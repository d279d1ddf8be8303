import { LocalError } from '../local-error';
import { Stack, Surroundings } from './stack';
import { CloudAssembly } from './template';

/** All stacks of an assembly as they would stand together after deployment. */
export class Deployment implements Surroundings {
  private readonly all: Stack[] = [];
  private readonly assetPaths = new Map<string, string>();
  private localizeText?: (text: string) => string;
  private resolveDynamic?: (reference: string) => string;

  constructor(assembly: CloudAssembly) {
    for (const asset of assembly.assets) {
      for (const key of asset.objectKeys) this.assetPaths.set(key, asset.path);
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

  useLocalUrls(localize: (text: string) => string): void {
    this.localizeText = localize;
  }

  useDynamicReferences(resolve: (reference: string) => string): void {
    this.resolveDynamic = resolve;
  }

  localize(text: string): string {
    return this.localizeText?.(text) ?? text;
  }

  dynamicReference(reference: string): string {
    if (this.resolveDynamic === undefined) {
      throw new LocalError('IntrinsicUnsupported', `{{resolve:${reference}}} cannot be resolved inside a secret`);
    }
    return this.resolveDynamic(reference);
  }
}
