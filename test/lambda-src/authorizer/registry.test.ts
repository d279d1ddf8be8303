import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dynamoDbRegistry } from '../../../lambda-src/authorizer/registry';
import { awsEnvironment } from '../../../lambda-src/platform/aws/aws-request';
import { clientKey, PUBLISHED_KEYS_KEY } from '../../../src/contract/registry';
import { AWS_VARIABLES, type LoopbackRegistry, startRegistry, TABLE_NAME } from '../platform/support/loopback-registry';

describe('the registry on DynamoDB', () => {
  let loopback: LoopbackRegistry;
  beforeAll(async () => {
    loopback = await startRegistry();
  });
  afterAll(() => loopback.stop());

  test('gives items in the order of their keys, and nothing for those that are not there', async () => {
    await loopback.client.send(new PutCommand({ TableName: TABLE_NAME, Item: { ...PUBLISHED_KEYS_KEY, keys: [{ kid: 'k', notAfter: 5 }], version: 1 } }));
    await loopback.client.send(new PutCommand({ TableName: TABLE_NAME, Item: { ...clientKey('b'), expiresAt: 7, managed: true, note: null } }));
    const registry = dynamoDbRegistry(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: loopback.endpoint }), TABLE_NAME);
    await expect(registry.read([clientKey('b'), clientKey('a'), PUBLISHED_KEYS_KEY])).resolves.toEqual([
      { ...clientKey('b'), expiresAt: 7, managed: true }, undefined, { ...PUBLISHED_KEYS_KEY, keys: [{ kid: 'k', notAfter: 5 }], version: 1 },
    ]);
  });
});

describe('an answer in parts', () => {
  const answering = async (answers: object[], read: (registry: ReturnType<typeof dynamoDbRegistry>) => Promise<void>) => {
    const requests: unknown[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      }).on('end', () => {
        requests.push(JSON.parse(body));
        response.end(JSON.stringify(answers.length > 1 ? answers.shift() : answers[0]));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await read(dynamoDbRegistry(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }), TABLE_NAME));
    } finally {
      server.closeAllConnections();
      server.close();
    }
    return requests;
  };
  const unprocessed = { [TABLE_NAME]: { Keys: [{ pk: { S: 'KEYS' }, sk: { S: 'JWKS' } }], ConsistentRead: true } };

  test('is completed', async () => {
    const requests = await answering([
      { Responses: {}, UnprocessedKeys: unprocessed },
      { Responses: { [TABLE_NAME]: [{ pk: { S: 'KEYS' }, sk: { S: 'JWKS' } }] }, UnprocessedKeys: {} },
    ], async (registry) => {
      await expect(registry.read([PUBLISHED_KEYS_KEY])).resolves.toEqual([PUBLISHED_KEYS_KEY]);
    });
    expect(requests).toEqual([{ RequestItems: unprocessed }, { RequestItems: unprocessed }]);
  });

  test('T55 is an error where it stays in parts: an unread revocation is not an absent one', async () => {
    await answering([{ Responses: {}, UnprocessedKeys: unprocessed }], async (registry) => {
      await expect(registry.read([PUBLISHED_KEYS_KEY])).rejects.toThrow('unprocessed');
    });
  });
});
