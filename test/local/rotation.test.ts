import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type LocalServer, machineToken, synthesize } from '../clients/local-server';
import { type Fixture, serve } from '../support/local/gateway-fixture';
import { temporaryDirectory } from '../support/temporary-directory';

// The first to meet a function waits for it to start.
jest.setTimeout(60_000);

let fixture: Fixture;
let server: LocalServer;
beforeAll(async () => {
  fixture = await serve(await synthesize('test/fixtures/rotation/app.ts', join(temporaryDirectory('rotation'), 'cdk.out')), { pageDirectory: '.' });
  server = fixture.gateway.served as unknown as LocalServer;
});
afterAll(() => fixture.stop());

async function administer(administration: string): Promise<any> {
  const response = await fetch(new URL('/_local/administration', server.mcpUrl), {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ administration }),
  });
  return response.json();
}

async function callTool(name: string): Promise<any> {
  const response = await fetch(server.mcpUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'authorization': `Bearer ${await machineToken(server, 'mcp')}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }),
  });
  return JSON.parse((await response.json() as { readonly result: { readonly content: readonly { readonly text: string }[] } }).result.content[0].text);
}

test('RotateSecret runs the function of the template as it is deployed, and what it leaves is as on AWS', async () => {
  const before = await callTool('describe');
  expect(Object.values(before.VersionIdsToStages)).toEqual([['AWSCURRENT']]);

  const rotated = await callTool('rotate');
  expect(rotated).toMatchObject({ ARN: before.ARN, VersionId: expect.any(String) });
  const after = await callTool('describe');
  expect(after.VersionIdsToStages[rotated.VersionId].sort()).toEqual(['AWSCURRENT', 'AWSPENDING']);
  expect(Object.values(after.VersionIdsToStages).flat().sort()).toEqual(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS', 'NEXT']);

  const refused = { error: expect.stringMatching(/stopped at createSecret: the next key has been published for \d+ seconds/) };
  expect(await administer('rotateSecrets')).toMatchObject(refused);
  expect(await callTool('rotate')).toMatchObject({ message: expect.stringMatching(/stopped at createSecret: the next key has been published for \d+ seconds/) });
});
