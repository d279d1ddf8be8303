import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalGateway } from '../../local/local-gateway';
import { setFrozenTime } from '../../local/runtimes/node/clock.mjs';
import { type LocalServer, machineToken, synthesize } from '../clients/local-server';
import { dispatcher, type RpcAnswer } from '../examples/support/task-session';
import { serve } from '../support/local/gateway-fixture';
import { temporaryDirectory } from '../support/temporary-directory';

// What is written down while it is under way, as `remote-mcp dev` does, and a gateway that is started again.
let app: string;
let keep: string;
let gateway: LocalGateway;
let port = 0;
let logs: readonly string[];

beforeAll(async () => {
  const directory = temporaryDirectory('restart');
  keep = join(directory, 'state');
  app = await synthesize('test/fixtures/restart/app.ts', join(directory, 'cdk.out'));
}, 60_000);
afterAll(async () => {
  setFrozenTime(undefined);
  await gateway?.stop();
});

async function start(): Promise<void> {
  ({ gateway, logs } = await serve(app, { keep, port }));
  port = Number(new URL(gateway.served.mcpUrl!).port);
}

function resultIn(answer: RpcAnswer) {
  if (answer.kind === 'error') {
    throw new Error(JSON.stringify(answer.error));
  }
  return answer.result as { readonly taskId: string; readonly status: string; readonly result?: unknown; readonly error?: unknown };
}

async function until<T>(look: () => T | Promise<T>, isOver: (seen: T) => boolean): Promise<T> {
  for (;;) {
    const seen = await look();
    if (isOver(seen)) {
      return seen;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('what is under way when the gateway ends', () => {
  test('goes on in an execution, is lost in a function, and leaves people as they were', async () => {
    await start();
    const dispatch = dispatcher(gateway.served.mcpUrl!, await machineToken(gateway.served as unknown as LocalServer));
    const begin = async (name: string) => resultIn(await dispatch({ method: 'tools/call', params: { name, arguments: {} } })).taskId;
    const [report, migration] = [await begin('make_report'), await begin('migrate')];
    const [{ issuer }] = gateway.served.people!;
    await fetch(issuer, { method: 'POST', body: new URLSearchParams({ lock: 'reader' }), redirect: 'manual' });
    await until(() => logs, (lines) => lines.some((line) => line.includes('the report begins')));
    await gateway.stop();

    await start();
    const look = async (taskId: string) => resultIn(await dispatch({ method: 'tasks/get', params: { taskId } }));
    expect(await until(() => look(migration), ({ status }) => status !== 'working')).toMatchObject({ status: 'completed', result: { content: [{ text: '{"migrated":true}' }] } });
    expect(await (await fetch(issuer)).text()).toContain('Let in Robin Reader');
    // Nobody knows what the function did: not before its time is over has its task failed.
    expect(await look(report)).toMatchObject({ status: 'working' });
    setFrozenTime(Date.now() + 16 * 60_000);
    expect(await look(report)).toMatchObject({ status: 'failed', error: { code: -32603 } });
  }, 60_000);
});
