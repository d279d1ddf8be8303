import { Deployment } from '../../cloud-assembly/deployment';
import { Json } from '../../cloud-assembly/template';

/** A request of DynamoDB's CreateTable. */
export type TableDefinition = Json & { readonly TableName: string };

export interface Table {
  readonly definition: TableDefinition;
  /** The attribute with the time at which an item is gone, epoch seconds. */
  readonly timeToLive?: string;
  /** Whether other Regions have replicas of it. */
  readonly isGlobal?: boolean;
}

const index = ({ IndexName, KeySchema, Projection }: Json): Json => ({ IndexName, KeySchema, Projection });

function definition(name: string, properties: Json): TableDefinition {
  const indexes = (property: string) => {
    const declared = properties[property] as Json[] | undefined;
    return declared === undefined || declared.length === 0 ? {} : { [property]: declared.map(index) };
  };
  return {
    TableName: name,
    KeySchema: properties.KeySchema,
    AttributeDefinitions: properties.AttributeDefinitions,
    BillingMode: 'PAY_PER_REQUEST',
    ...indexes('GlobalSecondaryIndexes'),
    ...indexes('LocalSecondaryIndexes'),
  };
}

/** The tables that the templates declare. A global table is one table here. */
export function readTables(deployment: Deployment): Table[] {
  return deployment.stacks().flatMap((stack) => stack.resources('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')
    .map(([logicalId]) => {
      const properties = stack.properties(logicalId);
      const { AttributeName } = (properties.TimeToLiveSpecification ?? {}) as { readonly AttributeName?: string };
      const isGlobal = Array.isArray(properties.Replicas) && properties.Replicas.length > 1;
      return { definition: definition(String(stack.ref(logicalId)), properties), timeToLive: AttributeName, isGlobal };
    }));
}
