// Serves the example on any free port and walks its whole API with test-api.sh, with and without the stage prefix.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const here = import.meta.dirname;
let failed = false;
for (const endpoint of ['stage', 'domain']) {
  console.log(`\n--endpoint ${endpoint}`);
  const gateway = spawn(process.execPath, [join(here, 'start.mjs'), '--port', '0', '--json', '--endpoint', endpoint], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(gateway, 'exit');
  try {
    const [line] = await Promise.race([
      once(createInterface({ input: gateway.stdout }), 'line'),
      exited.then(([code]) => { throw new Error(`the local gateway stopped with code ${code}`); }),
    ]);
    const { mcpUrl, initialAccessToken } = JSON.parse(line);
    const { status } = spawnSync('bash', [join(here, 'test-api.sh'), mcpUrl], {
      stdio: 'inherit', env: { ...process.env, INITIAL_ACCESS_TOKEN: initialAccessToken }, timeout: 120_000,
    });
    failed ||= status !== 0;
  } finally {
    gateway.kill('SIGTERM');
    await exited;
  }
}
process.exitCode = failed ? 1 : 0;
