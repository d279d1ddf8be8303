import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { LocalGateway, LocalGatewayOptions, startLocalGateway } from '../../../local/local-gateway';
import { temporaryDirectory } from '../temporary-directory';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
export const RUNTIMES = path.join(ROOT, 'local', 'runtimes');

export interface Fixture {
  /** The cloud assembly. */
  readonly app: string;
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly gateway: LocalGateway;
  /** Lines of the functions' logs. */
  readonly logs: readonly string[];
  readonly stop: () => Promise<void>;
}

/** Synthesizes the fixture app in a process of its own. */
export async function synthesizeFixture(): Promise<string> {
  const app = temporaryDirectory('gateway-fixture');
  await promisify(execFile)(process.execPath, ['--import', 'tsx', path.join('test', 'fixtures', 'gateway', 'app.ts')], {
    cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '', CDK_OUTDIR: app, JSII_DEPRECATED: 'quiet' }, timeout: 60_000,
  });
  return app;
}

/** Serves an assembly in this process. */
export async function serve(app: string, options: Partial<LocalGatewayOptions> = {}): Promise<Fixture> {
  const logs: string[] = [];
  const gateway = await startLocalGateway({
    app, port: 0, runtimesDirectory: RUNTIMES, onHandled: () => undefined, onFunctionLog: (_name, line) => logs.push(line), ...options,
  });
  return { app, url: gateway.served.url, gateway, logs, stop: () => gateway.stop() };
}

/** The fixture app, served. */
export async function serveFixture(options: Partial<LocalGatewayOptions> = {}): Promise<Fixture> {
  return serve(await synthesizeFixture(), options);
}
