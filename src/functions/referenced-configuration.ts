import { createHash } from 'node:crypto';
import { CfnResource, DefaultTokenResolver, IResolvable, IResolveContext, IPostProcessor, Reference, Stack, StringConcat, Tokenization, TreeInspector } from 'aws-cdk-lib';

interface Properties {
  readonly [name: string]: unknown;
}

/** Of these only what replaces the resource, for the rest changes often and no reference with it. */
const IDENTIFYING: { readonly [type: string]: readonly string[] } = {
  'AWS::IAM::Role': ['roleName', 'path'],
  'AWS::Lambda::Alias': ['functionName', 'name'],
  'AWS::Lambda::Function': ['functionName', 'packageType', 'tenancyConfig'],
  'AWS::Lambda::Version': ['functionName'],
  'AWS::S3::Bucket': ['bucketName'],
};

/**
 * A digest of what a resource refers to, directly or not. A template says `Ref` before and after the resource behind it is replaced: what
 * must change with its physical id, such as a version of a function, can tell by this alone.
 *
 * @param ignored properties of the resource itself
 */
export function referencedConfiguration(resource: CfnResource, ignored: readonly string[] = []): string {
  const digest = createHash('sha256');
  const seen = new Set<CfnResource>([resource]);
  const follow = (from: CfnResource, properties: Properties): void => {
    for (const target of referencedResources(from, properties)) {
      if (!seen.has(target)) {
        seen.add(target);
        const identifying = identifyingProperties(target);
        digest.update(JSON.stringify([target.node.path, target.cfnResourceType, Stack.of(target).resolve(identifying)], withoutTags));
        follow(target, identifying);
      }
    }
  };
  follow(resource, without(propertiesOf(resource), ignored));
  return digest.digest('hex');
}

/**
 * A digest of a resource and of what it refers to. Of its own properties the text counts, not what it comes to: once an app says a stack's Region, the bucket
 * of its assets is written otherwise and is the same, and the CDK asks for another version of a function that has not changed, which Lambda refuses.
 *
 * @param ignored properties of the resource
 */
export function wholeConfiguration(resource: CfnResource, ignored: readonly string[]): string {
  const own: unknown = Stack.of(resource).resolve(without(propertiesOf(resource), ignored));
  return createHash('sha256').update(JSON.stringify([own, referencedConfiguration(resource, ignored)], withoutTags)).digest('hex');
}

function identifyingProperties(resource: CfnResource): Properties {
  const properties = propertiesOf(resource);
  const names = IDENTIFYING[resource.cfnResourceType];
  return names === undefined ? properties : Object.fromEntries(names.map((name) => [name, properties[name]]));
}

/** Pipelines tag with what is new at every deployment, and no tag replaces a resource. */
const withoutTags = (name: string, value: unknown) => (/tags$/i.test(name) ? undefined : value);

function propertiesOf(resource: CfnResource): Properties {
  const inspector = new TreeInspector();
  (resource as CfnResource & { inspect?(inspector: TreeInspector): void }).inspect?.(inspector);
  return inspector.attributes['aws:cdk:cloudformation:props'] as Properties | undefined ?? {};
}

function without(properties: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** In the order of their paths, which does not depend on the order of declarations. */
function referencedResources(scope: CfnResource, value: unknown): readonly CfnResource[] {
  const collector = new ReferenceCollector();
  Tokenization.resolve(value, { scope, resolver: collector, preparing: false });
  return [...collector.found].sort((left, right) => (left.node.path < right.node.path ? -1 : 1));
}

class ReferenceCollector extends DefaultTokenResolver {
  public readonly found = new Set<CfnResource>();

  constructor() {
    super(new StringConcat());
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) {
      const target = CfnResource.isCfnResource(token.target) ? token.target : token.target.node.defaultChild;
      if (target !== undefined && CfnResource.isCfnResource(target)) {
        this.found.add(target);
      }
    }
    return super.resolveToken(token, context, postProcessor);
  }
}
