import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { __Client as Client, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AwsError, awsJson, type Bounds } from '../../platform/aws/aws-json';
import type { AwsEnvironment } from '../../platform/aws/aws-request';

/** Without a timeout, a request to a service that hangs would take the function's whole time. */
const BOUNDS = { attempts: 3, timeoutMillis: 3000 } satisfies Bounds;

/** For the commands, which would look for the endpoint. */
const RESOLVED = { isCustomEndpoint: true, endpointProvider: () => ({}) };

interface OperationCall {
  readonly operation: string;
  readonly input: object;
}

/**
 * The SDK's document client, which sends by the code that all functions share. The SDK's own client looks for credentials, endpoints and settings
 * where a function never has them: half of the function's cold start, and four fifths of the time of a request.
 */
export function documentClient(aws: AwsEnvironment, bounds: Bounds = BOUNDS): DynamoDBDocumentClient {
  const handle = async ({ operation, input }: OperationCall) => ({ response: await answer(aws, operation, input, bounds) });
  const client = new Client({ requestHandler: { handle }, ...RESOLVED } as unknown as ConstructorParameters<typeof Client>[0]);
  // The document client converts what passes between these two.
  client.middlewareStack.add((next, { commandName }) => (args) => (
    next({ ...args, request: { operation: String(commandName).replace(/Command$/, ''), input: args.input } satisfies OperationCall })
  ), { name: 'serializerMiddleware', step: 'serialize' });
  client.middlewareStack.add((next) => async (args) => {
    const { response } = await next(args);
    return { response, output: response as { $metadata: object } };
  }, { name: 'deserializerMiddleware', step: 'deserialize' });
  return DynamoDBDocumentClient.from(client as unknown as DynamoDBClient, { marshallOptions: { removeUndefinedValues: true } });
}

/** As the SDK does, it throws errors by the names that DynamoDB gives them. */
async function answer(aws: AwsEnvironment, operation: string, input: object, bounds: Bounds): Promise<object> {
  try {
    return await awsJson(aws, 'dynamodb', operation, input, bounds);
  } catch (error) {
    throw error instanceof AwsError ? Object.assign(error, { name: error.code }) : error;
  }
}
