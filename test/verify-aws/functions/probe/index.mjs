import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const { DOCUMENTS, CHANGES_TABLE } = process.env;

/** What the checks need done in the account, and what a role must not be able to do. It is invoked by who runs the checks, and by nobody else. */
const TASKS = {
  put: async ({ sizes }) => {
    const s3 = new S3Client();
    for (const [key, size] of Object.entries(sizes)) {
      await s3.send(new PutObjectCommand({ Bucket: DOCUMENTS, Key: key, Body: Buffer.alloc(size, 'x'), ContentType: 'text/plain' }));
    }
  },
  publish: ({ partition }) => new DynamoDBClient().send(new PutItemCommand({
    TableName: CHANGES_TABLE,
    Item: { pk: { S: partition }, sk: { S: `${Date.now()}#probe` }, list: { S: 'tools' }, expiresAt: { N: String(Math.ceil(Date.now() / 1000) + 3600) } },
  })),
  invoke: async ({ functionArn, payload }) => {
    const { Payload, FunctionError } = await new LambdaClient().send(new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(payload) }));
    return { answer: JSON.parse(Buffer.from(Payload).toString()), error: FunctionError };
  },
};

export const handler = async ({ task, ...given }) => {
  try {
    return await TASKS[task](given) ?? {};
  } catch (error) {
    return { error: error.name };
  }
};
