import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { Belongings, keptResources } from './belongings';
import { referencesOf, TemplateJson, TemplateResource } from './template-text';

export interface Deployed {
  readonly template: TemplateJson;
  readonly belongings: Belongings;
}

/** What a deployment does to what a server has. */
export interface Judgement {
  /** What the server has no more: its owner is gone, or it has got another one. */
  readonly goes: readonly string[];
  /** What must never happen. */
  readonly faults: readonly string[];
}

const ENDS: readonly ResourceImpact[] = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE, ResourceImpact.WILL_DESTROY, ResourceImpact.WILL_ORPHAN];

export function judge(before: Deployed, after: Deployed): Judgement {
  const ending = endingResources(before.template, after.template);
  const goes = [...before.belongings].filter(([thing, id]) => ending.has(id) || !after.belongings.has(thing)).map(([thing]) => thing);
  return {
    goes: goes.sort(),
    faults: [
      ...strays(before), ...strays(after), ...changedHands(before, after), ...unexplained(before, ending),
      ...newValues(before.template, after.template), ...taken(before.template, after.template, ending),
    ],
  };
}

function endingResources(before: TemplateJson, after: TemplateJson): ReadonlySet<string> {
  const ending = new Set<string>();
  fullDiff(before as object, after as object).resources.forEachDifference((logicalId, { changeImpact }) => {
    if (ENDS.includes(changeImpact)) {
      ending.add(logicalId);
    }
  });
  return ending;
}

/** What must have an owner and has none: nothing can be said of it. */
function strays({ template, belongings }: Deployed): string[] {
  const owned = new Set(belongings.values());
  return keptResources(template).filter((logicalId) => !owned.has(logicalId)).map((logicalId) => `${logicalId} belongs to nothing`);
}

/** One that somebody has before and somebody else after, such as a client another client's secret. */
function changedHands(before: Deployed, after: Deployed): string[] {
  const ownersBefore = new Map([...before.belongings].map(([thing, id]) => [id, thing]));
  return [...after.belongings].flatMap(([thing, id]) => {
    const earlier = before.belongings.get(thing);
    if (isOfTool(thing) && earlier !== undefined && earlier !== id) {
      return [`the ${thing} was ${earlier} and becomes ${id}`];
    }
    const owner = ownersBefore.get(id);
    return isOfTool(thing) || owner === undefined || owner === thing || before.belongings.get(thing) === id ? [] : [`the ${owner} becomes the ${thing}`];
  });
}

/** Many tools may share one function. */
function isOfTool(thing: string): boolean {
  return thing.startsWith('function of the tool ');
}

/** What ends must have had an owner, or the table could not name it. */
function unexplained({ template, belongings }: Deployed, ending: ReadonlySet<string>): string[] {
  const owned = new Set(belongings.values());
  return keptResources(template).filter((logicalId) => ending.has(logicalId) && !owned.has(logicalId)).map((logicalId) => `${logicalId} ends`);
}

/**
 * Secrets that stay, and get a new value.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
function newValues({ Resources: before }: TemplateJson, { Resources: after }: TemplateJson): string[] {
  const generated = ({ Properties: { GenerateSecretString, SecretString } }: TemplateResource) => JSON.stringify([GenerateSecretString, SecretString]);
  return Object.keys(before)
    .filter((logicalId) => before[logicalId].Type === 'AWS::SecretsManager::Secret' && logicalId in after && generated(before[logicalId]) !== generated(after[logicalId]))
    .map((logicalId) => `${logicalId} gets a new value`);
}

/** Which property is a name that no two can have at once, in one account and Region. */
const NAMES: { readonly [type: string]: string } = {
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
};

/** What stays in the account when it leaves the stack must not stand in its own way when the change is undone. */
function taken(before: TemplateJson, after: TemplateJson, ending: ReadonlySet<string>): string[] {
  return [...ending].filter((logicalId) => {
    const left = before.Resources[logicalId];
    const stays = (logicalId in after.Resources ? left.UpdateReplacePolicy : left.DeletionPolicy)?.startsWith('Retain');
    return stays && isFixedName(left, ending);
  }).map((logicalId) => `${logicalId} stays under a name that it would need again`);
}

function isFixedName({ Type, Properties }: TemplateResource, ending: ReadonlySet<string>): boolean {
  const name = Properties[NAMES[Type]];
  // A name made of a resource that is another the next time is another name.
  return name !== undefined && !referencesOf(name).some((logicalId) => ending.has(logicalId));
}
